//! A local server for the output folder, so that pages and feed are tried before they are published, on this machine
//! or, when asked, on a phone in the same network. It only reads.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use axum::Router;

mod handler;
mod rewrite;

pub use handler::router;

/// How often Ctrl-C is looked for.
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// How long a download that is under way may take once Ctrl-C was pressed.
const GRACE_PERIOD: Duration = Duration::from_millis(300);

/// A server that has its address, and does not answer yet.
#[derive(Debug)]
pub struct Server {
    output: PathBuf,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Takes a port: of this machine alone, or, with `network`, of all its interfaces. Port 0 is any that is free.
    ///
    /// # Errors
    /// The author's: no such folder. The operator's: the port is taken or not allowed.
    pub fn bind(output: &Path, port: u16, network: bool) -> Result<Server> {
        let output = output.canonicalize().map_err(|e| Error::io(tr!("serve the folder"), output, e))?;
        if !output.is_dir() {
            return Err(Error::author(tr!("this is no folder"))
                .in_file(&output)
                .fix(tr!("name the folder of the episodes")));
        }
        let host = if network { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
        let (listener, address) = bind(host, port)?;
        Ok(Server { output, listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The addresses to type in: this machine's own, and with all interfaces the one that others in the network see.
    pub fn urls(&self) -> Vec<String> {
        let port = self.address.port();
        let mut urls = vec![format!("http://localhost:{port}/")];
        if self.address.ip().is_unspecified() {
            urls.extend(network_address().map(|ip| format!("http://{ip}:{port}/")));
        }
        urls
    }

    /// Answers until `stop` is set; what is under way then has a moment to end.
    ///
    /// # Errors
    /// The operator's: the machine gives no threads or the listener fails.
    pub fn run(self, stop: &AtomicBool) -> Result<()> {
        answer(self.listener, router(&self.output, self.address, ""), stop)
    }
}

/// Takes a port of this machine alone; 0 is any that is free.
///
/// # Errors
/// The operator's: it is taken or not allowed.
pub fn bind_here(port: u16) -> Result<(TcpListener, SocketAddr)> {
    bind(Ipv4Addr::LOCALHOST, port)
}

fn bind(host: Ipv4Addr, port: u16) -> Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((host, port)).map_err(|e| refused(port, e))?;
    listener.set_nonblocking(true).map_err(|e| refused(port, e))?;
    let address = listener.local_addr().map_err(|e| refused(port, e))?;
    Ok((listener, address))
}

/// Answers by `router` until `stop` is set; what is under way then has a moment to end.
///
/// # Errors
/// The operator's: the machine gives no threads or the listener fails.
pub fn answer(listener: TcpListener, router: Router, stop: &AtomicBool) -> Result<()> {
    let failed =
        |e: std::io::Error| Error::operator(tr!("the server cannot run: {e}")).fix(tr!("try again")).caused_by(e);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_io().enable_time().build().map_err(failed)?;
    let ending = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&ending);
    let server = {
        let _inside = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
        let server = axum::serve(listener, router);
        runtime.spawn(async move {
            let end = async move {
                while !asked.load(Ordering::Relaxed) {
                    tokio::time::sleep(POLL_INTERVAL).await;
                }
            };
            server.with_graceful_shutdown(end).await
        })
    };
    while !stop.load(Ordering::Relaxed) && !server.is_finished() {
        std::thread::sleep(POLL_INTERVAL);
    }
    ending.store(true, Ordering::Relaxed);
    let late = Instant::now() + GRACE_PERIOD;
    while !server.is_finished() && Instant::now() < late {
        std::thread::sleep(POLL_INTERVAL / 5);
    }
    let served = if server.is_finished() { runtime.block_on(server) } else { Ok(Ok(())) };
    runtime.shutdown_background();
    let died = |e| Error::bug(tr!("the server's thread died")).caused_by(e);
    served.map_err(died)?.map_err(failed)
}

fn refused(port: u16, error: std::io::Error) -> Error {
    use std::io::ErrorKind as K;
    let (what, fix) = match error.kind() {
        K::AddrInUse => {
            (tr!("port {port} is taken by another program"), tr!("choose another with --port, or 0 for any"))
        }
        K::PermissionDenied => (tr!("port {port} is not for ordinary users"), tr!("choose one above 1023 with --port")),
        _ => (tr!("cannot listen on port {port}: {error}"), tr!("choose another with --port")),
    };
    Error::operator(what).fix(fix).caused_by(error)
}

/// This machine's address in its network. A datagram socket that is connected asks the routing table and sends nothing;
/// the address asked about is one for documentation (RFC 5737).
fn network_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
}
