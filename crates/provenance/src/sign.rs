//! Signing a finished file.

use std::fs::{self, File};
use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use altavoce_base::disclosure::TRAINED_ALGORITHMIC_MEDIA;
use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::toml_file::SettingError;
use altavoce_base::tr;
use c2pa::{BoxedSigner, Builder, Context, HashRange, SigningAlg, create_signer, jumbf_io};
use serde_json::json;

use crate::identity::Identity;
use crate::read::{faults, media_type};
use crate::settings::read;
use crate::{Container, ProvenanceSettings, STATEMENT, Statement, container};

/// The folder beside `show.toml` with what signing keeps: the show's own key, and the manifests that were made.
const FOLDER: &str = ".altavoce";
const MANIFESTS: &str = "signatures";
/// The media type of a manifest by itself.
const MANIFEST: &str = "application/c2pa";
/// The keys that C2PA lets sign, the likeliest first.
const KINDS: [SigningAlg; 7] = [
    SigningAlg::Es256,
    SigningAlg::Ed25519,
    SigningAlg::Ps256,
    SigningAlg::Es384,
    SigningAlg::Es512,
    SigningAlg::Ps384,
    SigningAlg::Ps512,
];

/// Who signs. It is not printed, for it knows the key.
pub struct Signer {
    identity: Identity,
    kind: SigningAlg,
    /// What tells it from others, as [`ProvenanceSettings::identity`] does.
    name: String,
    folder: PathBuf,
}

impl Signer {
    /// The author, whose certificate and key the settings name.
    ///
    /// # Errors
    /// A file is missing, is no PEM, or holds what C2PA lets nobody sign with: a certificate that is over or another's, say.
    pub fn of_author(settings: &ProvenanceSettings, show_folder: &Path) -> Result<Option<Signer>, SettingError> {
        let certificate = read("certificate", show_folder, &settings.certificate)?;
        let identity = Identity { key: read("key", show_folder, &settings.key)?, certificate };
        let name = identity.certificate.clone();
        let bad = |key: &str, path: &Path, what: &str, fix: &str| {
            let what = format!("[provenance] {key} {}: {what}", show_folder.join(path).display());
            SettingError::at(key, Error::author(what).fix(fix))
        };
        let kind = kind_of(&identity).ok_or_else(|| {
            let what = tr!("this is no key that C2PA lets sign");
            bad(
                "key",
                &settings.key,
                what,
                tr!("give one of ECDSA, Ed25519 or RSA in PEM (PKCS 8), without a password"),
            )
        })?;
        let signer = Signer { identity, kind, name, folder: show_folder.join(FOLDER) };
        signer.try_it().map_err(|what| {
            let fix = tr!("give the certificate of the key, those above it behind it, as C2PA asks for them: `altavoce help disclosure` tells");
            bad("certificate", &settings.certificate, &what, fix)
        })?;
        Ok(Some(signer))
    }

    /// The show itself, whose certificate and key are made in `show_folder` once.
    ///
    /// # Errors
    /// The operator's: the folder cannot be written. The author's: the file with both was changed.
    pub fn of_show(show_folder: &Path, show: &str) -> Result<Option<Signer>> {
        let folder = show_folder.join(FOLDER);
        let identity = Identity::of_show(&folder, show)?;
        let damaged = |what: &str| {
            let e = Error::author(tr!("the show's own key does not sign: {what}")).in_file(&folder);
            e.fix(tr!("remove signing.pem there, and another is made"))
        };
        let kind = kind_of(&identity).ok_or_else(|| damaged(tr!("it is no key")))?;
        let signer = Signer { identity, kind, name: "the show".to_string(), folder: folder.clone() };
        signer.try_it().map_err(|what| damaged(&what))?;
        Ok(Some(signer))
    }

    /// Puts a manifest with `statement` into the file at `path`, whole or not at all. C2PA has chance in every manifest, so the one
    /// that is made is kept beside the show under `name`: the same file with the same statement is signed by it again, to the same
    /// bytes.
    ///
    /// # Errors
    /// The operator's: full disk. A bug: C2PA refuses the file.
    pub fn sign(&self, path: &Path, container: Container, statement: &Statement, name: &str) -> Result<()> {
        let refused = |e: c2pa::Error| Error::bug(tr!("C2PA cannot sign this")).in_file(path).caused_by(e);
        let failed = |e| Error::io(tr!("sign"), path, e);
        let folder = self.folder.join(MANIFESTS).join(name);
        let kept = folder.join(format!("{}.c2pa", self.fingerprint(path, statement).map_err(failed)?));
        let mut signed = files::temporary_beside(path)?;
        let mut from = File::open(path).map_err(failed)?;
        match fs::read(&kept) {
            Ok(manifest) => put(container, &mut from, signed.as_file_mut(), &manifest).map(drop).map_err(refused)?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let mut builder = self.builder(container, Some(statement)).map_err(refused)?;
                let made = self.make(&mut builder, container, &mut from, signed.as_file_mut()).map_err(refused)?;
                // One that was made of other bytes is not asked for again.
                let _ = fs::remove_dir_all(&folder);
                files::write_whole(&kept, &made)?;
            }
            Err(e) => return Err(Error::io(tr!("read"), &kept, e)),
        }
        drop(from); // Windows replaces no file that is open
        files::put_in_place(signed, path)
    }

    /// What a manifest is made of.
    fn fingerprint(&self, path: &Path, statement: &Statement) -> io::Result<String> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(json!([self.name, statement]).to_string().as_bytes());
        hasher.update_reader(File::open(path)?)?;
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// Copies a file with a new manifest in it; the manifest.
    fn make(
        &self,
        builder: &mut Builder,
        container: Container,
        from: &mut File,
        to: &mut File,
    ) -> c2pa::Result<Vec<u8>> {
        if container == Container::M4a {
            return builder.sign(&self.signer()?, media_type(container), from, to);
        }
        let room = builder.placeholder(MANIFEST)?;
        let at = put(container, from, to, &room)?;
        // What the sum leaves out: in a WAV the head of the chunk too, where C2PA's readers look for it.
        let head = if container == Container::Wav { 8 } else { 0 };
        builder.set_data_hash_exclusions(vec![HashRange::new(at - head, room.len() as u64 + head)])?;
        to.rewind()?;
        builder.update_hash_from_stream(MANIFEST, to)?;
        let manifest = builder.sign_embeddable(MANIFEST)?;
        if manifest.len() != room.len() {
            return Err(c2pa::Error::BadParam(tr!("the manifest does not fit its room").to_string()));
        }
        to.seek(SeekFrom::Start(at))?;
        to.write_all(&manifest)?;
        Ok(manifest)
    }

    /// Signs a moment of silence and looks whether that holds; what does not.
    fn try_it(&self) -> Result<(), String> {
        let told = |e: c2pa::Error| e.to_string();
        let mut signed = Cursor::new(Vec::new());
        let mut builder = self.builder(Container::Wav, None).map_err(told)?;
        let format = media_type(Container::Wav);
        builder.sign(&self.signer().map_err(told)?, format, &mut Cursor::new(silence()), &mut signed).map_err(told)?;
        match faults(Container::Wav, signed).map_err(told)?.first() {
            Some(fault) => Err(fault.clone()),
            None => Ok(()),
        }
    }

    fn signer(&self) -> c2pa::Result<BoxedSigner> {
        signer(&self.identity, self.kind)
    }

    /// What is to be signed: how the sound came to be, and what else is said.
    fn builder(&self, container: Container, said: Option<&Statement>) -> c2pa::Result<Builder> {
        let generator = json!({ "name": "altavoce", "version": env!("CARGO_PKG_VERSION") });
        let created = json!({
            "action": "c2pa.created",
            "digitalSourceType": said.map_or(TRAINED_ALGORITHMIC_MEDIA, |said| &said.digital_source_type),
            "softwareAgent": generator,
        });
        let mut assertions =
            vec![json!({ "label": "c2pa.actions.v2", "data": { "actions": [created] }, "created": true })];
        assertions
            .extend(said.map(|said| json!({ "label": STATEMENT, "data": said, "kind": "Json", "created": true })));
        Builder::from_context(Context::new().with_signer(self.signer()?)).with_definition(json!({
            "claim_generator_info": [generator],
            "title": said.map_or("", |said| &said.title),
            "format": media_type(container),
            "assertions": assertions,
        }))
    }
}

fn signer(identity: &Identity, kind: SigningAlg) -> c2pa::Result<BoxedSigner> {
    create_signer::from_keys(identity.certificate.as_bytes(), identity.key.as_bytes(), kind, None)
}

/// A key is tried by what it is for: only the right kind reads it.
fn kind_of(identity: &Identity) -> Option<SigningAlg> {
    let works = |kind: &SigningAlg| signer(identity, *kind).and_then(|signer| signer.sign(b"altavoce")).is_ok();
    KINDS.into_iter().find(works)
}

/// Copies a file with a manifest in it, or as much room; where that begins, in an MP3 or a WAV.
fn put(container: Container, from: &mut File, to: &mut File, manifest: &[u8]) -> c2pa::Result<u64> {
    match container {
        Container::Mp3 => Ok(container::mp3(from, to, manifest)?),
        Container::Wav => Ok(container::wav(from, to, manifest)?),
        Container::M4a => jumbf_io::save_jumbf_to_stream(media_type(container), from, to, manifest).map(|()| 0),
    }
}

/// A WAV of one silent sample: 16 bits, mono, 24 kHz.
fn silence() -> Vec<u8> {
    let head = b"RIFF\x26\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\xc0\x5d\0\0\x80\xbb\0\0\x02\0\x10\0data\x02\0\0\0";
    [head.as_slice(), &[0, 0]].concat()
}
