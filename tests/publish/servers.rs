//! Storages on loopback, and what they serve, asked by plain HTTP.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::stage::Stage;
use crate::common::{python, root};

/// The password of the WebDAV server; no message may hold it.
pub const PASSWORD: &str = "un-segreto-qualunque";

/// A server that ends with its test.
pub struct Server {
    process: Child,
    pub folder: tempfile::TempDir,
    pub port: u16,
    user: Option<&'static str>,
    /// What stands before a path in its addresses.
    base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn start(mut command: Command, folder: tempfile::TempDir, user: Option<&'static str>, base: &str) -> Server {
        let process = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn();
        let mut process = process.unwrap_or_else(|e| panic!("{command:?}: {e}; `make test` installs it"));
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap_or_else(|_| panic!("{command:?} said {line:?}; `make test` installs it"));
        let base = format!("http://127.0.0.1:{port}/{base}");
        Server { process, folder, port, user, base }
    }

    /// s3rver with the bucket `podcast`.
    pub fn s3() -> Server {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("node");
        command.env("NODE_PATH", root("target/test-tools/node/node_modules"));
        command.arg(root("tests/publish/s3.js")).arg(folder.path()).arg("podcast");
        Server::start(command, folder, None, "podcast/il/faro")
    }

    /// WsgiDAV with the user `ada`.
    pub fn webdav() -> Server {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(python());
        command.arg(root("tests/publish/webdav.py")).arg(folder.path()).args(["ada", PASSWORD]);
        Server::start(command, folder, Some("ada"), "il/faro")
    }

    /// A show that is published there.
    pub fn stage(&self) -> Stage {
        match self.user {
            None => {
                let endpoint = format!("endpoint = \"http://127.0.0.1:{}\"", self.port);
                let keys = [("AWS_ACCESS_KEY_ID", "S3RVER"), ("AWS_SECRET_ACCESS_KEY", "S3RVER")];
                Stage::new("s3://podcast/il/faro", &endpoint, &keys)
            }
            Some(user) => {
                let keys = [("ALTAVOCE_WEBDAV_USER", user), ("ALTAVOCE_WEBDAV_PASSWORD", PASSWORD)];
                Stage::new(&format!("webdav+http://127.0.0.1:{}/il/faro", self.port), "", &keys)
            }
        }
    }

    /// What is served under a path: its bytes, or the status. These servers tell the length of a file and then read it: when it is
    /// replaced in between, the connection breaks, and one asks again, as every client of HTTP does.
    pub fn get(&self, path: &str) -> Result<Vec<u8>, u16> {
        let answer = std::iter::repeat_with(|| self.ask(path)).take(20).find(Result::is_ok);
        answer.unwrap_or_else(|| self.ask(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    fn ask(&self, path: &str) -> Result<Result<Vec<u8>, u16>, ureq::Error> {
        let agent: ureq::Agent = ureq::Agent::config_builder().proxy(None).http_status_as_error(false).build().into();
        let mut request = agent.get(format!("{}/{path}", self.base));
        if let Some(user) = self.user {
            request = request.header("Authorization", format!("Basic {}", base64(&format!("{user}:{PASSWORD}"))));
        }
        let mut response = request.call()?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(1 << 30).read_to_vec()?;
        Ok(if status == 200 { Ok(body) } else { Err(status) })
    }
}

fn base64(text: &str) -> String {
    let bytes = text.as_bytes();
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |b, n| b << 8 | u32::from(*n)) << (8 * (3 - three.len()));
        for n in 0..4 {
            text.push(if n <= three.len() { char::from(DIGITS[(bits >> (18 - 6 * n) & 63) as usize]) } else { '=' });
        }
    }
    text
}

/// sshd with a key of its own and one for the client; the folder to publish to lies below it.
pub struct Ssh {
    process: Child,
    pub folder: tempfile::TempDir,
    port: u16,
}

impl Drop for Ssh {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Ssh {
    pub fn start() -> Ssh {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for key in ["host", "client"] {
            crate::common::outsider(
                "ssh-keygen",
                &["-q", "-t", "ed25519", "-N", "", "-f", path(key).to_str().unwrap()],
            );
        }
        std::fs::copy(path("client.pub"), path("authorized")).unwrap();
        std::fs::create_dir(path("bin")).unwrap();
        // Where sshd separates its privileges; it only needs to be there, and only root's sshd asks for it.
        let _ = std::fs::create_dir("/run/sshd");
        // A port that was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let at = |name: &str| path(name).display().to_string();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\n\
             PermitRootLogin yes\nPasswordAuthentication no\nPidFile none\nSubsystem sftp internal-sftp\n",
            at("host"),
            at("authorized")
        );
        std::fs::write(path("sshd_config"), config).unwrap();
        let host = std::fs::read_to_string(path("host.pub")).unwrap();
        std::fs::write(path("known"), format!("[127.0.0.1]:{port} {host}")).unwrap();
        // The client finds our list of hosts and nothing of whoever runs the test.
        let client = format!("UserKnownHostsFile {}\nGlobalKnownHostsFile none\nIdentitiesOnly yes\n", at("known"));
        std::fs::write(path("ssh_config"), client).unwrap();
        let script = format!("#!/bin/sh\nexec {} -F {} \"$@\"\n", which("ssh").display(), at("ssh_config"));
        std::fs::write(path("bin/ssh"), script).unwrap();
        crate::common::outsider("chmod", &["755", &at("bin/ssh")]);
        let process =
            Command::new(which("sshd")).args(["-D", "-e", "-f", &at("sshd_config")]).stderr(Stdio::null()).spawn();
        let process = process.unwrap_or_else(|e| panic!("sshd: {e}; `make test` installs it"));
        let ssh = Ssh { process, folder, port };
        let up = || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        assert!(
            (0..200).any(|_| up() || {
                std::thread::sleep(std::time::Duration::from_millis(50));
                false
            }),
            "no sshd"
        );
        ssh
    }

    pub fn stage(&self, known_hosts: &str) -> Stage {
        let user = crate::common::outsider("id", &["-un"]);
        let target = self.folder.path().join("www/il faro");
        let target = format!("sftp://{}@127.0.0.1:{}{}", user.trim(), self.port, target.display());
        let path = format!("{}:{}", self.folder.path().join("bin").display(), std::env::var("PATH").unwrap());
        let home = self.folder.path().display().to_string();
        let key = format!("key = \"~/client\"\nknown_hosts = \"{known_hosts}\"");
        Stage::new(&target, &key, &[("PATH", &path), ("HOME", &home)])
    }

    /// Makes the client forget the server.
    pub fn forget(&self) {
        std::fs::write(self.folder.path().join("known"), "").unwrap();
    }
}

fn which(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(["/usr/sbin".into(), "/sbin".into()]);
    let found = folders.iter().map(|f| f.join(program)).find(|p| p.is_file());
    found.unwrap_or_else(|| panic!("{program} is not here; `make test` installs it"))
}
