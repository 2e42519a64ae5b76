//! Views to HTML: the templates, and how a value becomes text in them.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, Value, escape_formatter};

use crate::site::embed::EmbedView;
use crate::site::episode::EpisodeView;
use crate::site::index::IndexView;
use crate::site::text::escape;

const TEMPLATES: [(&str, &str); 8] = [
    ("base.html", include_str!("templates/base.html")),
    ("icon.html", include_str!("templates/icon.html")),
    ("player.html", include_str!("templates/player.html")),
    ("subscribe.html", include_str!("templates/subscribe.html")),
    ("transcript.html", include_str!("templates/transcript.html")),
    ("index.html", include_str!("templates/index.html")),
    ("episode.html", include_str!("templates/episode.html")),
    ("embed.html", include_str!("templates/embed.html")),
];

/// What a page may load and do: files of its own server, and nothing inline. Who may frame it is for the server to say,
/// since a page itself cannot.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                          media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// The template engine with our templates in it.
pub struct Renderer(Environment<'static>);

impl Renderer {
    /// Reads the templates.
    ///
    /// # Errors
    /// A bug's: a template is not one.
    pub fn new() -> Result<Renderer> {
        let mut environment = Environment::new();
        environment.set_formatter(format);
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(broken)?;
        environment.set_syntax(syntax);
        environment.add_global("policy", POLICY);
        for (name, text) in TEMPLATES {
            environment.add_template(name, text).map_err(broken)?;
        }
        Ok(Renderer(environment))
    }

    /// The index.
    ///
    /// # Errors
    /// A bug's: the template asks for what the view does not have.
    pub fn index(&self, view: &IndexView) -> Result<String> {
        self.render("index.html", view)
    }

    /// An episode's page.
    ///
    /// # Errors
    /// As [`Renderer::index`].
    pub fn episode(&self, view: &EpisodeView) -> Result<String> {
        self.render("episode.html", view)
    }

    /// An episode's small player.
    ///
    /// # Errors
    /// As [`Renderer::index`].
    pub fn embed(&self, view: &EmbedView) -> Result<String> {
        self.render("embed.html", view)
    }

    fn render(&self, template: &str, view: impl serde::Serialize) -> Result<String> {
        self.0.get_template(template).and_then(|t| t.render(Value::from(Serde(view)))).map_err(broken)
    }
}

fn broken(error: minijinja::Error) -> Error {
    Error::bug(tr!("a page cannot be made: {error:#}")).caused_by(error)
}

/// Escapes as the engine does, but leaves slashes alone: they harm nothing, and addresses stay readable.
fn format(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => {
            out.write_str(&escape(text)).map_err(minijinja::Error::from)
        }
        _ => escape_formatter(out, state, value),
    }
}
