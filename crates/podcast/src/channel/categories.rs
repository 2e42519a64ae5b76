//! Apple's podcast categories. Names are case-sensitive and must be exact, or directories file the show nowhere.

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file;
use altavoce_base::tr;

/// Every category with its subcategories, as Apple has published them since 2019: 19 and 91.
pub const CATEGORIES: &[(&str, &[&str])] = &[
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("History", &[]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
    ),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("Technology", &[]),
    ("True Crime", &[]),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
];

/// Checks a category with an optional subcategory.
///
/// # Errors
/// The author's, with the nearest right name.
pub fn check(category: &[String]) -> Result<()> {
    let (name, sub) = match category {
        [name] => (name, None),
        [name, sub] => (name, Some(sub)),
        _ => {
            let what = tr!("[feed] category has {count} names", count = category.len());
            return Err(Error::author(what).fix(tr!(
                "give one of Apple's categories and, if you like, one of its subcategories: [\"Technology\"]"
            )));
        }
    };
    let Some((_, subs)) = CATEGORIES.iter().find(|(known, _)| known == name) else {
        return Err(unknown(name));
    };
    match sub {
        Some(sub) if !subs.contains(&sub.as_str()) => {
            let what = tr!("[feed] category: `{sub}` is not a subcategory of `{name}`");
            let fix = if subs.is_empty() {
                tr!("`{name}` has none: write [\"{name}\"]")
            } else {
                toml_file::suggestion(sub, &subs.iter().map(|s| s.to_string()).collect::<Vec<_>>())
            };
            Err(Error::author(what).fix(fix))
        }
        _ => Ok(()),
    }
}

fn unknown(name: &str) -> Error {
    let what = tr!("[feed] category: `{name}` is not one of Apple's");
    if let Some((parent, _)) = CATEGORIES.iter().find(|(_, subs)| subs.contains(&name)) {
        return Error::author(what).fix(tr!("it is a subcategory: write [\"{parent}\", \"{name}\"]"));
    }
    // Compared without case, since a wrong case is the likeliest slip.
    let near = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let nearest = CATEGORIES.iter().map(|(known, _)| *known).max_by(|a, b| near(a).total_cmp(&near(b)));
    Error::author(what).fix(tr!("the nearest is `{nearest}`", nearest = nearest.unwrap_or("Technology")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(CATEGORIES.len(), 19);
        assert_eq!(CATEGORIES.iter().map(|(_, subs)| subs.len()).sum::<usize>(), 91);
    }

    #[test]
    fn categories_are_checked() {
        let rows: &[(&[&str], &str)] = &[
            (&["Technology"], ""),
            (&["News", "Tech News"], ""),
            (&["technology"], "[feed] category: `technology` is not one of Apple's; the nearest is `Technology`"),
            (&["Tecnology"], "[feed] category: `Tecnology` is not one of Apple's; the nearest is `Technology`"),
            (
                &["Tech News"],
                "[feed] category: `Tech News` is not one of Apple's; it is a subcategory: write [\"News\", \"Tech News\"]",
            ),
            (&["News", "Tech"], "[feed] category: `Tech` is not a subcategory of `News`; did you mean `Tech News`?"),
            (
                &["History", "Italy"],
                "[feed] category: `Italy` is not a subcategory of `History`; `History` has none: write [\"History\"]",
            ),
            (
                &[],
                "[feed] category has 0 names; give one of Apple's categories and, if you like, one of its subcategories: [\"Technology\"]",
            ),
        ];
        let mut wrong = Vec::new();
        for (category, expected) in rows {
            let names: Vec<String> = category.iter().map(|s| s.to_string()).collect();
            let said = check(&names).err().map(|e| e.to_string()).unwrap_or_default();
            if said != *expected {
                wrong.push(format!("{category:?}: {said}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
