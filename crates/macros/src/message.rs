//! What the macros take, and the code that they make of it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Ident, LitStr, Result, Token};

use crate::template::{Template, names_in};

/// `name = value`, as behind the template of `format!`.
struct Argument {
    name: Ident,
    value: Expr,
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> Result<Argument> {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Argument { name, value: input.parse()? })
    }
}

type Arguments = Punctuated<Argument, Token![,]>;

/// What stands behind the templates: nothing, or arguments with a comma before each.
fn arguments(input: ParseStream) -> Result<Arguments> {
    if input.is_empty() {
        return Ok(Arguments::new());
    }
    input.parse::<Token![,]>()?;
    Arguments::parse_terminated(input)
}

/// What `tr!` takes.
pub struct Message {
    literal: LitStr,
    arguments: Arguments,
}

impl Parse for Message {
    fn parse(input: ParseStream) -> Result<Message> {
        Ok(Message { literal: input.parse()?, arguments: arguments(input)? })
    }
}

impl Message {
    /// The message's text.
    pub fn expand(self) -> TokenStream {
        let Message { literal, arguments } = self;
        let template = match Template::parse(&literal) {
            Ok(template) => template,
            Err(e) => return e.to_compile_error(),
        };
        if !template.has_braces && arguments.is_empty() {
            return quote!(::altavoce_base::locale::text(#literal));
        }
        let values = values(&template.placeholders, &literal);
        let call = quote!(::altavoce_base::locale::render(#literal, #values));
        bound(&arguments, &template.placeholders, call)
    }
}

/// What `trn!` takes.
pub struct Counted {
    count: Argument,
    one: LitStr,
    other: LitStr,
    arguments: Arguments,
}

impl Parse for Counted {
    fn parse(input: ParseStream) -> Result<Counted> {
        let name: Ident = input.parse()?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            input.parse()?
        } else {
            syn::parse_quote!(#name)
        };
        input.parse::<Token![,]>()?;
        let one = input.parse()?;
        input.parse::<Token![,]>()?;
        Ok(Counted { count: Argument { name, value }, one, other: input.parse()?, arguments: arguments(input)? })
    }
}

impl Counted {
    /// The text of the message for the number.
    pub fn expand(self) -> TokenStream {
        let Counted { count, one, other, mut arguments } = self;
        let mut placeholders = Vec::new();
        for literal in [&one, &other] {
            match Template::parse(literal) {
                Ok(template) => placeholders.extend(template.placeholders),
                Err(e) => return e.to_compile_error(),
            }
        }
        placeholders.sort_unstable();
        placeholders.dedup();
        let values = values(&placeholders, &other);
        let name = &count.name;
        let call = quote!(::altavoce_base::locale::render_counted(#one, #other, *#name == 1, #values));
        // The number itself is always used.
        placeholders.push(format!("{{{name}}}"));
        arguments.insert(0, count);
        bound(&arguments, &placeholders, call)
    }
}

/// The placeholders with what stands in their places: `&[("{share:.0}", format_args!("{share:.0}"))]`.
fn values(placeholders: &[String], literal: &LitStr) -> TokenStream {
    let values = placeholders.iter().map(|placeholder| {
        let placeholder = LitStr::new(placeholder, literal.span());
        quote!((#placeholder, ::core::format_args!(#placeholder)))
    });
    quote!(&[#(#values),*])
}

/// `call`, with the arguments under their names; each is evaluated once.
fn bound(arguments: &Arguments, placeholders: &[String], call: TokenStream) -> TokenStream {
    let used: Vec<&str> = placeholders.iter().flat_map(|placeholder| names_in(placeholder)).collect();
    if let Some(idle) = arguments.iter().find(|a| !used.contains(&a.name.to_string().as_str())) {
        return Error::new(idle.name.span(), "no placeholder has this name").to_compile_error();
    }
    if arguments.is_empty() {
        return call;
    }
    let names = arguments.iter().map(|argument| &argument.name);
    let values = arguments.iter().map(|argument| &argument.value);
    quote!(match (#(&(#values),)*) { (#(#names,)*) => #call })
}
