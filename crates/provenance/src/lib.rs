#![doc = include_str!("../README.md")]

use serde::{Deserialize, Serialize};

#[cfg(feature = "c2pa")]
mod container;
#[cfg(feature = "c2pa")]
mod identity;
#[cfg(feature = "c2pa")]
mod read;
mod settings;
#[cfg(feature = "c2pa")]
mod sign;
#[cfg(not(feature = "c2pa"))]
mod unavailable;

#[cfg(feature = "c2pa")]
pub use read::read;
pub use settings::ProvenanceSettings;
#[cfg(feature = "c2pa")]
pub use sign::Signer;
#[cfg(not(feature = "c2pa"))]
pub use unavailable::{Signer, read};

/// Whether this build signs and reads signatures.
pub const AVAILABLE: bool = cfg!(feature = "c2pa");

/// The name under which [`Statement`] stands among a manifest's assertions.
pub const STATEMENT: &str = "org.altavoce.episode";

/// The kinds of file that can be signed. Ogg has no place for a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// MPEG audio with an ID3 tag.
    Mp3,
    /// RIFF WAVE.
    Wav,
    /// An MPEG-4 container.
    M4a,
}

/// What is said of an episode under signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The version of altavoce that made it.
    pub altavoce: String,
    /// The show's name.
    pub show: String,
    /// The episode's title.
    pub title: String,
    /// The sentence that says the voice is artificial; empty when the show says none.
    pub disclosure: String,
    /// How the sound came to be: a term of the IPTC.
    pub digital_source_type: String,
    /// Who speaks.
    pub voices: Vec<StatedVoice>,
    /// What was read.
    pub issue: StatedIssue,
}

/// A voice of an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedVoice {
    /// Its name.
    pub name: String,
    /// Its engine, with the sums of its model's files.
    pub model: String,
}

/// The issue of an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedIssue {
    /// The name of its file.
    pub file: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
}

/// What is known of a file's signature.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Signature {
    /// The file has none.
    None,
    /// This build does not read signatures.
    NotRead,
    /// It lies on the network, where nobody is asked.
    Elsewhere {
        /// Its address.
        address: String,
    },
    /// What stands where a manifest does is none.
    Unreadable {
        /// What C2PA's library says of it.
        why: String,
    },
    /// It has one.
    Found(Box<Provenance>),
}

/// A file's C2PA manifest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// What its validation comes to.
    pub validity: Validity,
    /// What does not hold, in words and by C2PA's codes; empty of a whole file.
    pub faults: Vec<String>,
    /// Who signed, by the certificate.
    pub signer: Option<String>,
    /// The organisation that the certificate names.
    pub organisation: Option<String>,
    /// Whether the certificate is one that altavoce made for a show.
    pub self_made: bool,
    /// When, by its time-stamp.
    pub time: Option<String>,
    /// The program that made the manifest.
    pub generator: Option<String>,
    /// The terms of the IPTC that its actions name.
    pub source_types: Vec<String>,
    /// What altavoce says of its episodes.
    pub statement: Option<Statement>,
}

/// What the validation of a manifest comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// The file is as it was signed, by somebody on the list of trust that was given.
    Trusted,
    /// The file is as it was signed, by somebody whom no list names.
    Valid,
    /// It is not, or the signature does not hold.
    Invalid,
}
