//! `altavoce serve`.

use std::path::PathBuf;

use altavoce_base::error::Result;
use altavoce_base::tr;
use altavoce_podcast::names;
use altavoce_podcast::serve::Server;
use clap::Args;
use serde_json::json;

use super::{Common, Io, OUTPUT, print};

#[derive(Debug, Args)]
pub struct Options {
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    output: PathBuf,
    /// The port; 0 takes any that is free
    #[arg(short, long, default_value_t = 8080)]
    port: u16,
    /// Answer the whole network, so that a phone can subscribe; else only this machine
    #[arg(short, long)]
    listen: bool,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let server = Server::bind(&options.output, options.port, options.listen)?;
    let urls = server.urls();
    let has = |path: &str| options.output.join(path).exists();
    if common.json {
        let summary = json!({ "address": server.address().to_string(), "urls": urls });
        print(io, &format!("{summary:#}\n"))?;
    } else if !common.quiet {
        let pages = has(&format!("{}/index.html", names::SITE));
        let lines = urls.iter().map(|url| if pages { format!("{url}site/") } else { url.clone() });
        let mut text: String = lines.map(|line| format!("{line}\n")).collect();
        if has(names::FEED) {
            let url = urls.last().map_or("", String::as_str);
            text.push_str(&tr!("{url}{feed}  to subscribe\n", feed = names::FEED));
        } else {
            text.push_str(tr!("there is no feed.xml yet: altavoce feed writes it\n"));
        }
        text.push_str(tr!("Ctrl-C ends it\n"));
        print(io, &text)?;
    }
    server.run(io.stop)
}
