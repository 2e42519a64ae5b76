#![doc = include_str!("../README.md")]

mod message;
mod template;

use proc_macro::TokenStream;
use syn::parse_macro_input;

use message::{Counted, Message};

/// A message in the language that was chosen: `tr!("cannot read {path}: {e}", path = path.display())`.
///
/// It takes what `format!` takes, but every placeholder has a name, for translators to know what it is and to move it. A
/// message without placeholders is a `&'static str`, one with placeholders a `String`.
#[proc_macro]
pub fn tr(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as Message).expand().into()
}

/// A message that counts, in the language that was chosen, as a `String`: `trn!(count, "1 file", "{count} files")`.
///
/// First the number, as a name or `name = expression`; then the message for one and that for any other number, which may
/// use it and what is given behind them.
#[proc_macro]
pub fn trn(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as Counted).expand().into()
}

/// A message of a table: the text itself, which is to be looked up where it is shown, with `locale::text`.
#[proc_macro]
pub fn mark(input: TokenStream) -> TokenStream {
    let text = parse_macro_input!(input as syn::LitStr);
    quote::quote!(#text).into()
}
