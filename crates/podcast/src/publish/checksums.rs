//! What a content adds up to: its length, BLAKE3 for us, and the MD5 sums that storages compare with.

use base64::prelude::{BASE64_STANDARD, Engine};
use md5::{Digest, Md5};

/// How many bytes go into one piece of a file, and into one part of an upload in several.
pub const PART: usize = 8 * 1024 * 1024;

/// The sums of a content.
#[derive(Debug, Clone, PartialEq)]
pub struct Checksums {
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 in hexadecimal.
    pub blake3: String,
    md5: [u8; 16],
    /// MD5 of the MD5 sums of its parts, and how many they are.
    parts: ([u8; 16], usize),
}

impl Checksums {
    /// The sums of bytes that are at hand.
    pub fn of(bytes: &[u8]) -> Checksums {
        let mut hasher = ChecksumHasher::default();
        bytes.chunks(PART).for_each(|piece| hasher.add(piece));
        hasher.finish()
    }

    /// MD5 in base64, as HTTP's Content-MD5 has it.
    pub fn md5_base64(&self) -> String {
        BASE64_STANDARD.encode(self.md5)
    }

    /// Whether an entity tag of S3 is that of this content, sent in parts of [`PART`] bytes or in one. `None` when the
    /// tag is of another kind, as it is with some encryptions.
    pub fn is_s3_tag(&self, tag: &str) -> Option<bool> {
        let hex = |text: &str| text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        match tag.split_once('-') {
            None if hex(tag) => Some(tag.eq_ignore_ascii_case(&in_hex(&self.md5))),
            Some((sum, parts)) if hex(sum) && parts == self.parts.1.to_string() => {
                Some(sum.eq_ignore_ascii_case(&in_hex(&self.parts.0)))
            }
            _ => None,
        }
    }
}

/// Checksums in the making. Every piece but the last has [`PART`] bytes.
#[derive(Default)]
pub struct ChecksumHasher {
    bytes: u64,
    blake3: blake3::Hasher,
    md5: Md5,
    parts: Vec<u8>,
}

impl ChecksumHasher {
    /// Adds a piece.
    pub fn add(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        self.blake3.update(piece);
        self.md5.update(piece);
        self.parts.extend_from_slice(&Md5::digest(piece));
    }

    /// The sums.
    pub fn finish(self) -> Checksums {
        let count = self.parts.len() / 16;
        Checksums {
            bytes: self.bytes,
            blake3: self.blake3.finalize().to_hex().to_string(),
            md5: self.md5.finalize().into(),
            parts: (Md5::digest(&self.parts).into(), count),
        }
    }
}

fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_that_others_compute() {
        // RFC 1321, A.5; base64 of the same sum by `base64`.
        let abc = Checksums::of(b"abc");
        assert_eq!(abc.is_s3_tag("900150983cd24fb0d6963f7d28e17f72"), Some(true));
        assert_eq!(abc.md5_base64(), "kAFQmDzST7DWlj99KOF/cg==");
        assert_eq!(Checksums::of(b"").md5_base64(), "1B2M2Y8AsgTpgAmY7PhCfg==");
        assert_eq!(abc.is_s3_tag("900150983cd24fb0d6963f7d28e17f73"), Some(false));
        assert_eq!((abc.is_s3_tag("x"), abc.is_s3_tag("900150983cd24fb0d6963f7d28e17f72-3")), (None, None));
        // By hand, of 9 MiB of zeros in parts of 8 MiB and 1 MiB:
        // (head -c 8M /dev/zero | md5sum | xxd -r -p; head -c 1M /dev/zero | md5sum | xxd -r -p) | md5sum
        let large = Checksums::of(&vec![0; 9 * 1024 * 1024]);
        assert_eq!(large.is_s3_tag("PARTS-2"), None);
        assert_eq!(large.is_s3_tag(&format!("{}-2", LARGE)), Some(true));
        assert_eq!(large.bytes, 9 * 1024 * 1024);
    }
    const LARGE: &str = "d126ef08817d0490e207e456cb0ae080";
}
