//! STARTTLS (RFC 3207) as mail uses it: encryption against listeners, not proof of who answers. Any certificate is taken,
//! as almost every sending mail server does; what it says and whether it would stand up to a browser is written down.

use std::{
    io,
    sync::{Arc, LazyLock},
    time::Duration,
};

use mailvet_verdict::{Certificate, Known, Moment, TlsFacts, WhyUnknown};
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor, verify_server_name,
    },
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, IpAddr, ServerName, UnixTime},
    server::ParsedCertificate,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsConnector, client::TlsStream};
use x509_parser::{
    extensions::GeneralName,
    prelude::{FromDer, X509Certificate},
    time::ASN1Time,
};

use super::events as say;

/// DNS names that are kept of a certificate: large hosters put hundreds into one.
const NAMES_KEPT: usize = 50;
/// Characters that are kept of a name in a certificate, which is the server's to choose.
const NAME_KEPT: usize = 255;

/// Does the handshake with `host`.
pub(crate) async fn encrypt<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    host: &str,
) -> io::Result<TlsStream<S>> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider)))
        .with_no_client_auth();
    // A name that TLS does not know (an underscore in it) is not sent: any certificate is taken in any case.
    let name = ServerName::try_from(host.to_owned())
        .unwrap_or_else(|_| ServerName::IpAddress(IpAddr::V4([0, 0, 0, 0].into())));
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// What the encryption with `host` is like, at this moment.
pub(super) fn facts<S>(stream: &TlsStream<S>, host: &str, now: Moment) -> TlsFacts {
    let (_, session) = stream.get_ref();
    let version = match session.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    };
    let cipher =
        session.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str()).unwrap_or_default();
    let (first, rest) = match session.peer_certificates() {
        Some([first, rest @ ..]) => (Some(first), rest),
        _ => (None, &[][..]),
    };
    TlsFacts {
        version: version.to_owned(),
        cipher: cipher.to_owned(),
        certificate: first.and_then(|first| certificate(first)),
        trusted: trusted(first, rest, now),
        fits_host: fits(first, host),
    }
}

/// The facts in one line, for the transcript.
pub(super) fn in_words(facts: &TlsFacts) -> String {
    let certificate = match &facts.certificate {
        None => say::no_certificate(),
        Some(Certificate { subject, issuer, not_after, .. }) => {
            say::certificate(subject, issuer, not_after.to_string())
        }
    };
    let trust = match facts.trusted {
        Known::Known(true) => say::trusted(),
        Known::Known(false) => say::not_trusted(),
        Known::Unknown(_) => say::trust_not_checked(),
    };
    let fit = match facts.fits_host {
        Known::Known(true) => say::for_this_host(),
        Known::Known(false) => say::for_another_host(),
        Known::Unknown(_) => say::host_not_checked(),
    };
    say::agreed(facts.version.to_string(), facts.cipher.to_string(), certificate, trust, fit).to_string()
}

fn certificate(der: &CertificateDer<'_>) -> Option<Certificate> {
    let (_, parsed) = X509Certificate::from_der(der).ok()?;
    // What stands in a certificate is the server's to choose: bounded, and fit to be shown.
    let kept = |text: &str| -> String {
        let shown = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        text.chars().take(NAME_KEPT).map(shown).collect()
    };
    let names = parsed.subject_alternative_name().ok().flatten().map_or_else(Vec::new, |extension| {
        let dns = extension.value.general_names.iter().filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(kept(name)),
            _ => None,
        });
        dns.take(NAMES_KEPT).collect()
    });
    let moment = |time: ASN1Time| Moment(time.timestamp().saturating_mul(1000));
    Some(Certificate {
        subject: kept(&parsed.subject().to_string()),
        names,
        issuer: kept(&parsed.issuer().to_string()),
        not_before: moment(parsed.validity().not_before),
        not_after: moment(parsed.validity().not_after),
    })
}

fn trusted(first: Option<&CertificateDer<'_>>, rest: &[CertificateDer<'_>], now: Moment) -> Known<bool> {
    static ROOTS: LazyLock<RootCertStore> =
        LazyLock::new(|| RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() });
    let Some(parsed) = first.and_then(|first| ParsedCertificate::try_from(first).ok()) else {
        return Known::Unknown(WhyUnknown::Failed);
    };
    let Ok(now) = u64::try_from(now.0) else { return Known::Unknown(WhyUnknown::Failed) };
    let now = UnixTime::since_unix_epoch(Duration::from_millis(now));
    let algorithms = ring::default_provider().signature_verification_algorithms.all;
    Known::Known(verify_server_cert_signed_by_trust_anchor(&parsed, &ROOTS, rest, now, algorithms).is_ok())
}

fn fits(first: Option<&CertificateDer<'_>>, host: &str) -> Known<bool> {
    let parsed = first.and_then(|first| ParsedCertificate::try_from(first).ok());
    // A name that TLS does not know (an underscore in it) stands in no certificate; an address of a host without a name
    // might.
    match (parsed, ServerName::try_from(host)) {
        (Some(parsed), Ok(name)) => Known::Known(verify_server_name(&parsed, &name).is_ok()),
        (Some(_), Err(_)) | (None, _) => Known::Unknown(WhyUnknown::Failed),
    }
}

/// Takes every certificate, and does not ask for proof of its key either: that would turn away servers with antique
/// self-signed certificates and keep no listener out who could show one of his own.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
