//! The certificate and the key of who signs: the author's, or those that are made for a show whose author has none.

use std::fs;
use std::io::Write;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, date_time_ymd,
};

/// The key of a show, with its certificate behind it: one file, for one is not worth anything without the other.
const FILE: &str = "signing.pem";
/// Where the certificates begin in it.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";
/// By this in a certificate's name those are known that were made so.
pub const SELF_MADE: &str = "altavoce, without an authority";
/// From when to when it holds. Without a time-stamp a signature holds no longer than its certificate.
const YEARS: (i32, i32) = (2026, 2056);

/// A certificate with those above it, and its key, in PEM.
pub struct Identity {
    pub certificate: String,
    pub key: String,
}

impl Identity {
    /// The identity of a show, in `folder`; made now if there is none.
    ///
    /// # Errors
    /// The operator's: the folder cannot be written. The author's: the file there was changed.
    pub fn of_show(folder: &Path, show: &str) -> Result<Identity> {
        let path = folder.join(FILE);
        if !path.exists() {
            let made = Identity::make(show).map_err(|e| Error::bug(tr!("cannot make a certificate")).caused_by(e))?;
            made.keep(folder, &path)?;
        }
        let text = fs::read_to_string(&path).map_err(|e| Error::io(tr!("read"), &path, e))?;
        let Some(at) = text.find(CERTIFICATE) else {
            let damaged = Error::author(tr!("this key has no certificate behind it")).in_file(&path);
            return Err(damaged.fix(tr!("remove the file, and another is made")));
        };
        let (key, certificate) = text.split_at(at);
        Ok(Identity { certificate: certificate.to_string(), key: key.to_string() })
    }

    /// The key of the certificate above is forgotten: it signs nothing else.
    fn make(show: &str) -> Result<Identity, rcgen::Error> {
        let above_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        // No more than 64 characters fit into either name (RFC 5280, A.1).
        let short = |letters: usize| show.chars().take(letters).collect::<String>();
        let mut above = params(SELF_MADE, &short(64));
        above.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        above.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let above_certificate = above.self_signed(&above_key)?;

        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut own = params(&format!("{} ({SELF_MADE})", short(30)), &short(64));
        own.is_ca = IsCa::ExplicitNoCa;
        own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        // What C2PA asks of who signs (Technical Specification, "Certificate Profile").
        own.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        own.use_authority_key_identifier_extension = true;
        let own = own.signed_by(&key, &Issuer::new(above, above_key))?;
        Ok(Identity { certificate: own.pem() + &above_certificate.pem(), key: key.serialize_pem() })
    }

    /// Writes what only its owner may read, unless another run was faster.
    fn keep(&self, folder: &Path, path: &Path) -> Result<()> {
        let cannot = |e| {
            let e = Error::io(tr!("write"), path, e);
            e.fix(tr!("let altavoce write there, or write into show.toml: [provenance] sign = false"))
        };
        fs::create_dir_all(folder).map_err(cannot)?;
        files::write_whole(&folder.join(".gitignore"), format!("/{FILE}\n").as_bytes())?;
        // tempfile makes files that only their owner reads.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
        file.write_all(format!("{}{}", self.key, self.certificate).as_bytes()).map_err(cannot)?;
        file.as_file().sync_all().map_err(cannot)?;
        match file.persist_noclobber(path) {
            Err(e) if !path.exists() => Err(cannot(e.error)),
            _ => Ok(()),
        }
    }
}

fn params(name: &str, organisation: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, organisation);
    (params.not_before, params.not_after) = (date_time_ymd(YEARS.0, 1, 1), date_time_ymd(YEARS.1, 1, 1));
    params
}
