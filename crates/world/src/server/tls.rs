//! The certificate that every practice host shows after STARTTLS: self-signed, made anew for each world.

use std::sync::Arc;

use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::WorldError;

/// An acceptor with a certificate for `hosts`.
pub(crate) fn acceptor(hosts: Vec<String>) -> Result<TlsAcceptor, WorldError> {
    let made = rcgen::generate_simple_self_signed(hosts)
        .map_err(|error| WorldError::Certificate(error.to_string()))?;
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der())
        .map_err(|error| WorldError::Certificate(error.to_owned()))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key)
        })
        .map_err(|error| WorldError::Certificate(error.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
