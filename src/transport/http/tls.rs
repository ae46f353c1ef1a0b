//! Encryption: a certificate chain and its key, read once at the start.

use std::path::Path;
use std::sync::Arc;

use architect_core::ToolError;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// Accepts TLS 1.2 and 1.3 with the given certificate.
pub(super) fn acceptor(chain: &Path, key: &Path) -> Result<TlsAcceptor, ToolError> {
    let unusable = |path: &Path, error: &dyn std::fmt::Display| {
        ToolError::invalid_input(format!("`{}` cannot be used for TLS: {error}", path.display()))
            .help("give `--tls-cert` the certificate chain and `--tls-key` its private key, both in PEM")
    };
    let certificates: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(chain).and_then(Iterator::collect).map_err(|error| unusable(chain, &error))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| unusable(key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(chain, &error))?
        .with_no_client_auth()
        .with_single_cert(certificates, private)
        .map_err(|error| unusable(chain, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
