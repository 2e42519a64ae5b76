//! Any bytes and any text are an issue or an error that can be read.

use altavoce::issue::Issue;
use proptest::prelude::*;

use crate::common::cases::random_cases;

proptest! {
    #![proptest_config(random_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Issue::parse("022.md".as_ref(), &bytes);
    }

    #[test]
    fn no_text_makes_it_panic(head in "(---\n)?", text in "([a-z]{1,6}: ?|[\\PC\n]|---\n|\r\n|#|\\[|\\*){0,60}") {
        if let Ok(issue) = Issue::parse("022.md".as_ref(), format!("{head}{text}").as_bytes()) {
            prop_assert!(!issue.meta.slug.is_empty() && issue.meta.slug.is_ascii());
            prop_assert!(!issue.meta.title.is_empty());
        }
    }
}
