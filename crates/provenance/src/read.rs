//! Reading a file's signature, whoever wrote it.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use c2pa::{Context, Reader, ValidationState};
use serde::Deserialize;
use serde_json::json;

use crate::{Container, Provenance, STATEMENT, Signature, Statement, Validity, identity};

/// What a certificate that nobody's list of trust names is told as; it makes no file invalid.
const UNTRUSTED: &str = "signingCredential.untrusted";

/// What we look at of the assertion `c2pa.actions`, of every version.
#[derive(Deserialize)]
struct Actions {
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct Action {
    #[serde(rename = "digitalSourceType")]
    source_type: Option<String>,
}

/// What is known of the signature of a file, with the certificates of `trust` in PEM as those that prove who signed. Nobody is asked
/// on the network.
///
/// # Errors
/// The operator's: the file cannot be read. The user's: `trust` is no PEM.
pub fn read(path: &Path, container: Container, trust: Option<&str>) -> Result<Signature> {
    let file = File::open(path).map_err(|e| Error::io(tr!("read"), path, e))?;
    let mut settings = json!({ "verify": { "remote_manifest_fetch": false } });
    if let Some(trust) = trust {
        settings["trust"] = json!({ "trust_anchors": trust });
    }
    let context = Context::new().with_settings(settings).map_err(|e| {
        let what = tr!("C2PA cannot read the list of trust");
        Error::usage(what).fix(tr!("give certificates in PEM")).caused_by(e)
    })?;
    match Reader::from_context(context).with_stream(media_type(container), file) {
        Ok(reader) => Ok(Signature::Found(Box::new(found(&reader)))),
        Err(c2pa::Error::JumbfNotFound) => Ok(Signature::None),
        Err(c2pa::Error::RemoteManifestUrl(address)) => Ok(Signature::Elsewhere { address }),
        Err(e) => Ok(Signature::Unreadable { why: e.to_string() }),
    }
}

/// What does not hold of a signed stream.
///
/// # Errors
/// C2PA's: it finds no manifest that it can read.
pub fn faults(container: Container, stream: impl Read + Seek + Send) -> c2pa::Result<Vec<String>> {
    let reader = Reader::from_context(Context::new()).with_stream(media_type(container), stream)?;
    Ok(found(&reader).faults)
}

/// The name by which C2PA's library knows a kind of file.
pub fn media_type(container: Container) -> &'static str {
    match container {
        Container::Mp3 => "audio/mpeg",
        Container::Wav => "audio/wav",
        Container::M4a => "audio/mp4",
    }
}

fn found(reader: &Reader) -> Provenance {
    let manifest = reader.active_manifest();
    let info = manifest.and_then(|m| m.signature_info());
    let failures = reader.validation_status().into_iter().flatten().filter(|status| status.code() != UNTRUSTED);
    // Of whatever version: labels are compared by how they begin.
    let actions = manifest.and_then(|m| m.find_assertion::<Actions>("c2pa.actions").ok());
    let generator = manifest.and_then(|m| m.claim_generator_info.as_ref()).and_then(|infos| infos.first());
    let signer = info.and_then(|info| info.common_name.clone());
    Provenance {
        validity: match reader.validation_state() {
            ValidationState::Trusted => Validity::Trusted,
            ValidationState::Valid => Validity::Valid,
            ValidationState::Invalid => Validity::Invalid,
        },
        faults: failures.map(|status| in_words(status.code(), status.explanation())).collect(),
        self_made: signer.as_ref().is_some_and(|name| name.ends_with(&format!("({})", identity::SELF_MADE))),
        signer,
        organisation: info.and_then(|info| info.issuer.clone()),
        time: info.and_then(|info| info.time.clone()),
        generator: generator.map(|info| match &info.version {
            Some(version) => format!("{} {version}", info.name),
            None => info.name.clone(),
        }),
        source_types: actions.into_iter().flat_map(|all| all.actions).filter_map(|action| action.source_type).collect(),
        statement: manifest.and_then(|m| m.find_assertion::<Statement>(STATEMENT).ok()),
    }
}

/// What a code of C2PA's means; of one that is rarely met, what its library says.
fn in_words(code: &str, explanation: Option<&str>) -> String {
    let what = match code {
        "assertion.dataHash.mismatch" | "assertion.bmffHash.mismatch" => tr!("the file was changed"),
        "assertion.hashedURI.mismatch" | "assertion.missing" => tr!("what is stated was changed"),
        "claimSignature.mismatch" | "claimSignature.missing" => {
            tr!("the signature is not that of this certificate's key")
        }
        "signingCredential.expired" | "claimSignature.outsideValidity" => {
            tr!("the certificate's time is over, or has not come")
        }
        "signingCredential.invalid" => tr!("the certificate is not as C2PA asks"),
        _ => explanation.unwrap_or(tr!("it does not hold")),
    };
    format!("{what} ({code})")
}
