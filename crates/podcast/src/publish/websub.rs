//! Telling a WebSub hub that the feed has changed, so that apps hear of it in minutes (W3C WebSub, 6; hubs take the
//! publisher's ping as a form).

use std::time::Duration;

use altavoce_base::tr;

/// Posts `hub.mode=publish` for the feed at `url`.
///
/// # Errors
/// A sentence. The feed is out all the same, so this is a warning to whoever calls.
pub fn ping(hub: &str, url: &str) -> Result<(), String> {
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(20))).build().into();
    // Both names are in use among hubs: the older one of PubSubHubbub, and `hub.topic` that others copied from it.
    let form = [("hub.mode", "publish"), ("hub.url", url), ("hub.topic", url)];
    match agent.post(hub).send_form(form) {
        Ok(_) => Ok(()),
        Err(e) => Err(tr!("{hub}: the hub was not told of the new feed ({e}); apps will find it by themselves later")),
    }
}
