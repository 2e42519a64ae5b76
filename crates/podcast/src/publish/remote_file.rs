//! What a storage tells of a file that lies there.

/// What lies there under a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RemoteFile {
    /// Its length.
    pub bytes: u64,
    /// Its entity tag, without quotes.
    pub etag: Option<String>,
    /// The MD5 of its content in base64, where the storage tells it.
    pub md5: Option<String>,
    /// When it was last changed, by the storage's clock.
    pub modified: Option<jiff::Timestamp>,
}

impl From<&opendal::Metadata> for RemoteFile {
    fn from(metadata: &opendal::Metadata) -> RemoteFile {
        let tag = |t: &str| t.trim_start_matches("W/").trim_matches('"').to_string();
        RemoteFile {
            bytes: metadata.content_length(),
            etag: metadata.etag().map(tag).filter(|t| !t.is_empty()),
            md5: metadata.content_md5().map(str::to_string).filter(|t| !t.is_empty()),
            modified: metadata.last_modified().map(|t| t.into_inner()),
        }
    }
}
