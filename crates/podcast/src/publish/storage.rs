//! Which storage a target means, and what the environment must know of it.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::system::{Package, install_command};
use altavoce_base::tr;
#[cfg(unix)]
use opendal::services::Sftp;
use opendal::services::{Azblob, Fs, Gcs, S3, Webdav};
use opendal::{HttpTransporter, Operator};
use opendal_http_transport_reqwest::ReqwestTransport;

use super::error::Secrets;
use crate::channel::publish::{PublishSettings, Target};

/// How the environment is asked for a variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Why a storage cannot be opened.
pub enum OpenError {
    /// We miss something.
    Setup(Box<Error>),
    /// OpenDAL refuses something.
    Storage(opendal::Error),
}

impl From<Error> for OpenError {
    fn from(e: Error) -> Self {
        OpenError::Setup(Box::new(e))
    }
}

impl From<opendal::Error> for OpenError {
    fn from(e: opendal::Error) -> Self {
        OpenError::Storage(e)
    }
}

/// The storage that a target means, with what the environment knows of it; what must never be printed goes to `secrets`.
///
/// # Errors
/// A variable of the environment is missing, there are no certificates, or the storage refuses its settings.
pub fn operator(
    settings: &PublishSettings,
    target: &Target,
    environment: Environment,
    secrets: &mut Secrets,
) -> Result<Operator, OpenError> {
    let optional = |name: &str| environment(name).map(|v| v.trim().to_string()).filter(|v| !v.is_empty());
    let needed = |name: &str| {
        optional(name).ok_or_else(|| {
            let what = tr!("{name} is not set in the environment");
            Error::operator(what)
                .in_file(settings.target.trim())
                .fix(tr!("set it; `altavoce help publish` tells what each target needs"))
        })
    };
    let endpoint = settings.endpoint.trim().trim_end_matches('/');
    if !matches!(target, Target::Folder(_) | Target::Sftp { .. } | Target::GitHubPages { .. }) {
        transport()?;
    }
    Ok(match target {
        Target::Folder(folder) => Operator::new(Fs::default().root(folder))?,
        Target::GitHubPages { .. } => {
            return Err(Error::bug(tr!("a branch is published to as the folder of its files")).into());
        }
        Target::S3 { bucket, prefix } => {
            let (id, secret) = (needed("AWS_ACCESS_KEY_ID")?, needed("AWS_SECRET_ACCESS_KEY")?);
            let region = Some(settings.region.trim().to_string()).filter(|r| !r.is_empty());
            let region = region.or_else(|| optional("AWS_REGION")).or_else(|| optional("AWS_DEFAULT_REGION"));
            let mut s3 = S3::default()
                .bucket(bucket)
                .root(prefix)
                .endpoint(endpoint)
                .region(&region.unwrap_or_else(|| "us-east-1".into()))
                .access_key_id(&id)
                .secret_access_key(&secret)
                .disable_config_load()
                .disable_ec2_metadata();
            secrets.add(&secret);
            if let Some(token) = optional("AWS_SESSION_TOKEN") {
                secrets.add(&token);
                s3 = s3.session_token(&token);
            }
            if settings.virtual_host {
                s3 = s3.enable_virtual_host_style();
            }
            Operator::new(s3)?
        }
        Target::WebDav { server, prefix } => {
            let mut webdav = Webdav::default().endpoint(server).root(prefix);
            if let Some(user) = optional("ALTAVOCE_WEBDAV_USER") {
                let password = needed("ALTAVOCE_WEBDAV_PASSWORD")?;
                secrets.add(&password);
                webdav = webdav.username(&user).password(&password);
            }
            if let Some(token) = optional("ALTAVOCE_WEBDAV_TOKEN") {
                secrets.add(&token);
                webdav = webdav.token(&token);
            }
            Operator::new(webdav)?
        }
        #[cfg(not(unix))]
        Target::Sftp { .. } => {
            let fix = tr!("choose another target, or publish to a folder (file://) and send that with an SFTP program");
            return Err(Error::operator(tr!("altavoce speaks SFTP only on macOS and Linux")).fix(fix).into());
        }
        #[cfg(unix)]
        Target::Sftp { server, folder } => {
            let known = if settings.known_hosts.is_empty() { "strict" } else { &settings.known_hosts };
            let sftp = Sftp::default().endpoint(server).root(folder).known_hosts_strategy(known);
            Operator::new(sftp.key(&at_home(&settings.key, environment)))?
        }
        Target::Gcs { bucket, prefix } => {
            let file = needed("GOOGLE_APPLICATION_CREDENTIALS")?;
            if !Path::new(&file).is_file() {
                let what = tr!("GOOGLE_APPLICATION_CREDENTIALS names no file");
                return Err(Error::operator(what)
                    .in_file(&file)
                    .fix(tr!("name the key file of a service account"))
                    .into());
            }
            let gcs = Gcs::default().bucket(bucket).root(prefix).credential_path(&file);
            let gcs = gcs.disable_config_load().disable_vm_metadata();
            Operator::new(if endpoint.is_empty() { gcs } else { gcs.endpoint(endpoint) })?
        }
        Target::Azure { container, prefix } => {
            let account = match settings.account.trim() {
                "" => needed("AZURE_STORAGE_ACCOUNT")?,
                account => account.to_string(),
            };
            let usual = format!("https://{account}.blob.core.windows.net");
            let endpoint = if endpoint.is_empty() { &usual } else { endpoint };
            let azure = Azblob::default().container(container).root(prefix).endpoint(endpoint).account_name(&account);
            Operator::new(match optional("AZURE_STORAGE_SAS_TOKEN") {
                Some(token) => {
                    secrets.add(&token);
                    azure.sas_token(&token)
                }
                None => {
                    let key = needed("AZURE_STORAGE_KEY")?;
                    secrets.add(&key);
                    azure.account_key(&key)
                }
            })?
        }
    })
}

/// `~/x` is in the home folder; nothing else is changed.
#[cfg(unix)]
fn at_home(path: &str, environment: Environment) -> String {
    let path = path.trim();
    match (path.strip_prefix("~/"), environment("HOME")) {
        (Some(rest), Some(home)) => format!("{}/{rest}", home.trim_end_matches('/')),
        _ => path.to_string(),
    }
}

/// Gives OpenDAL its HTTP client, once for the process.
fn transport() -> Result<()> {
    static MADE: OnceLock<std::result::Result<(), String>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        // Fails only when there is a provider already, and then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(concat!("altavoce/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(20))
            .build()
            .map_err(|e| e.to_string())?;
        HttpTransporter::install_default(ReqwestTransport::new(client));
        Ok(())
    });
    made.as_ref().map(|_| ()).map_err(|e| {
        let fix = match install_command(Package::Certificates) {
            Some(command) => tr!("install the certificates of the web: {command}"),
            None => tr!("look into the certificates of the system").into(),
        };
        Error::operator(tr!("no HTTPS client can be made: {e}")).fix(fix)
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_the_home_folder() {
        let environment = |name: &str| (name == "HOME").then(|| "/home/me/".to_string());
        let rows = [("~/.ssh/k", "/home/me/.ssh/k"), (" /k ", "/k"), ("a~/k", "a~/k")];
        let wrong: Vec<_> = rows.iter().filter(|(path, is)| at_home(path, &environment) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
