//! The TLS configuration that both senders use.

use crate::settings::Tls;
use rustls::client::WantsClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, ConfigBuilder, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::sync::Arc;

/// Builds the configuration; without `https` no certificate store is read, since none is needed.
///
/// # Errors
/// What is wrong with the certificates, in one sentence.
pub fn config(tls: &Tls, https: bool) -> Result<ClientConfig, String> {
    specproof_contract::fail::point("tls.settings").map_err(|error| format!("the settings of TLS cannot be made: {error}"))?;
    let provider = Arc::new(ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    if tls.insecure {
        let verifier = Arc::new(AnyCertificate(provider));
        return with_client(tls, builder.dangerous().with_custom_certificate_verifier(verifier));
    }
    if let Some(pem) = &tls.ca {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| format!("the CA file is not PEM: {error}"))?;
            roots.add(certificate).map_err(|error| format!("the CA file holds a certificate that cannot be used: {error}"))?;
        }
        if roots.is_empty() {
            return Err("the CA file holds no certificate".into());
        }
        return with_client(tls, builder.with_root_certificates(roots));
    }
    if !https {
        return with_client(tls, builder.with_root_certificates(RootCertStore::empty()));
    }
    let verifier = rustls_platform_verifier::Verifier::new(provider)
        .map_err(|error| format!("the system's certificates cannot be read ({error}); name a CA file"))?;
    with_client(tls, builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

/// Adds the client's own certificate where one is given.
fn with_client(tls: &Tls, builder: ConfigBuilder<ClientConfig, WantsClientCert>) -> Result<ClientConfig, String> {
    let Some(pem) = &tls.client else { return Ok(builder.with_no_client_auth()) };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let chain = chain.map_err(|error| format!("the client certificate is not PEM: {error}"))?;
    if chain.is_empty() {
        return Err("the client certificate's file holds no certificate".into());
    }
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(|error| match error {
        pem::Error::NoItemsFound => "there is no private key for the client certificate: name its file, too".to_owned(),
        error => format!("the client certificate's private key is not PEM: {error}"),
    })?;
    builder.with_client_auth_cert(chain, key).map_err(|error| format!("the client certificate cannot be used: {error}"))
}

/// Takes any certificate, for deployments under test with a self-signed one; the handshake's signatures are still verified.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
