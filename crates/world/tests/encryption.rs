//! STARTTLS, with a real handshake.

mod talk;

use std::sync::Arc;

use rustls::{
    ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::ring,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use talk::{HOST, Talk, world};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsConnector;

/// Takes any certificate: the practice hosts sign their own.
#[derive(Debug)]
struct Trusting;

impl ServerCertVerifier for Trusting {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

fn connector() -> TlsConnector {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Trusting))
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[tokio::test]
async fn a_sealed_server_answers_behind_starttls_only() {
    let world = world("temper = \"tls_only\"").await;
    let mut talk = Talk::greeted(&world, HOST).await;
    assert!(talk.ask("MAIL FROM:<>").await.starts_with("530 5.7.0 Must issue a STARTTLS command first"));
    assert!(talk.ask("STARTTLS").await.starts_with("220"));
    let name = ServerName::try_from(HOST).expect("a name");
    let mut tls = connector().connect(name, talk.into_inner()).await.expect("a handshake");
    tls.write_all(b"EHLO client.example\r\n").await.expect("sent");
    let mut heard = vec![0; 1024];
    let read = tls.read(&mut heard).await.expect("heard");
    let greeting = String::from_utf8_lossy(&heard[..read]).into_owned();
    assert!(greeting.starts_with("250-") && !greeting.contains("STARTTLS"), "not offered twice: {greeting}");
    tls.write_all(b"MAIL FROM:<>\r\nRCPT TO:<anna@it.example>\r\nQUIT\r\n").await.expect("sent");
    let mut heard = String::new();
    tls.read_to_string(&mut heard).await.expect("heard");
    let codes: Vec<&str> = heard.lines().map(|line| &line[..3]).collect();
    assert_eq!(codes, ["250", "250", "221"]);
    assert_eq!(world.counters().exchanges["it"].encrypted, 1);
    assert_eq!(world.counters().bad_manners(), Vec::<String>::new());
}

#[tokio::test]
async fn starttls_that_is_demanded_and_not_offered_leads_nowhere() {
    let world = world("temper = { tls_only = { fault = \"not_offered\" } }").await;
    let mut talk = Talk::connect(&world, HOST).await;
    talk.hear().await;
    assert!(!talk.ask("EHLO client.example").await.contains("STARTTLS"));
    assert!(talk.ask("MAIL FROM:<>").await.starts_with("530 5.7.0"));
    assert!(talk.ask("STARTTLS").await.starts_with("454"));
}

#[tokio::test]
async fn a_broken_handshake_ends_the_session() {
    let world = world("temper = { tls_only = { fault = \"handshake\" } }").await;
    let mut talk = Talk::greeted(&world, HOST).await;
    assert!(talk.ask("STARTTLS").await.starts_with("220"));
    let name = ServerName::try_from(HOST).expect("a name");
    assert!(connector().connect(name, talk.into_inner()).await.is_err());
    world.quiet().await;
    assert_eq!(world.counters().exchanges["it"].cut_by_server, 1);
}
