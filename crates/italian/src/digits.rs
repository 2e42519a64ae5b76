//! What a run of digits can be, most specific first.

use super::cardinal::{Gender, cardinal, digit_by_digit};
use super::class::{Ambiguity, Class};
use super::grammar::{form_of_article, gender_of_plural, noun_at};
use super::lists::List;
use super::numeral::{Numeral, Point, Quantity, Scale, scale_at};
use super::tables::Tables;
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::verbalization::Verbalization;
use super::{
    address, angle, code, date, fraction, legal, measure, money, numeral, one, operation, ordinal_mark, phone, power,
    spaced, time, unit,
};

/// Reads the number that begins at token `i`. Digits always have a reading.
pub fn read(text: &Text, i: usize) -> Match {
    let mut found = recognise(text, i);
    // "un 1/4", "un 1€": the article is written already
    if text.kind_before(i) == Kind::Space && matches!(&*text.previous_word(i), "un" | "una" | "uno") {
        let rest =
            |words: &str| ["un ", "uno ", "una "].iter().find_map(|one| words.strip_prefix(one)).map(str::to_string);
        if let (Some(words), Some(spaced)) = (rest(&found.verbalization.text), rest(&found.verbalization.spaced)) {
            found.verbalization = Verbalization::new(&words, &spaced);
        }
    }
    found
}

fn recognise(text: &Text, i: usize) -> Match {
    if let Some(found) = in_a_row(text, i) {
        return found;
    }
    if stands_alone(text, i)
        && let Some(found) = date::read_alone(text, i)
            .or_else(|| time::read_alone(text, i))
            .or_else(|| money::read(text, i))
            .or_else(|| measure::read(text, i))
            .or_else(|| phone::read(text, i))
            .or_else(|| quantity(text, i))
    {
        return found;
    }
    address::read_number(text, i)
        .or_else(|| listed(text, i))
        .or_else(|| legal::read(text, i))
        .or_else(|| power::read(text, i))
        .or_else(|| angle::coordinate(text, i))
        .or_else(|| date::read(text, i))
        .or_else(|| time::read(text, i))
        .or_else(|| money::read(text, i))
        .or_else(|| measure::read(text, i))
        .or_else(|| phone::read(text, i))
        .or_else(|| ordinal_mark::read(text, i))
        .or_else(|| fraction::read(text, i))
        .or_else(|| quantity(text, i))
        .or_else(|| glued(text, i))
        .or_else(|| code::read(text, i))
        .unwrap_or_else(|| Match::new(i + 1, digit_by_digit(text.at(i)), Class::Number))
}

/// `Capitolo 02`: a place in a row, whose zero is for machines that sort.
fn in_a_row(text: &Text, i: usize) -> Option<Match> {
    let digits =
        text.digits(i).filter(|d| (2..=3).contains(&d.len()) && d.starts_with('0') && *d != "00" && *d != "000")?;
    let parted = matches!(text.at(i + 1), "." | "," | "/" | ":" | "-" | "'");
    let alone = !text.touches(i + 1) && (!parted || !text.touches(i + 2));
    (alone && text.kind_before(i) == Kind::Space && text.previous_is(i, List::Numbered))
        .then(|| Match::new(i + 1, cardinal(digits), Class::Cardinal))
}

/// `1,2,3`, `48,218,227,255` of a colour: three numbers and more with no space behind their commas, and no thousands.
fn listed(text: &Text, i: usize) -> Option<Match> {
    const MOST: usize = 12;
    if !text.is(i + 1, ",") || !text.is(i + 3, ",") || text.kind(i + 4) != Kind::Digits {
        return None;
    }
    let joined = |n: &usize| text.is(i + 2 * n - 1, ",") && text.kind(i + 2 * n) == Kind::Digits;
    let count = 1 + (1..MOST).take_while(joined).count();
    let all: Vec<usize> = (0..count).map(|n| i + 2 * n).collect();
    let end = i + 2 * count - 1;
    let short = all.iter().all(|j| text.at(*j).len() < 3);
    let colour = || {
        let near =
            (i.saturating_sub(8)..i).any(|j| text.lower(j).is_some_and(|w| text.tables.lists.has(List::Colours, &w)));
        near && count < 5 && all.iter().all(|j| text.value(*j, 3).is_some_and(|n| n < 256))
    };
    if text.touches(end) || !(short || colour()) {
        return None;
    }
    let mut out = Verbalization::default();
    for j in all {
        out.push_str(if j > i { "," } else { "" });
        out.push(&numeral::label(text.at(j)));
    }
    Some(Match::new(end, out, Class::Cardinal))
}

/// Whether only white space, or a mark that ends a clause, is behind the digits at token `i`: most of the classes below
/// want something else there.
fn stands_alone(text: &Text, i: usize) -> bool {
    match text.kind(i + 1) {
        Kind::Space => match text.kind(i + 2) {
            Kind::Word => true,
            // 15 000° is one number and its mark
            Kind::Digits => !matches!(text.kind(i + 3), Kind::Symbol),
            _ => false,
        },
        Kind::Break | Kind::End => true,
        Kind::Symbol => {
            matches!(text.at(i + 1), "," | ";" | ")")
                && matches!(text.kind(i + 2), Kind::Space | Kind::Break | Kind::End)
        }
        _ => false,
    }
}

/// Plain numbers, ranges, scales.
fn quantity(text: &Text, i: usize) -> Option<Match> {
    // CAP 20121, PIN 0451: told digit by digit
    if text.previous_is(i, List::DigitCodes) && text.at(i).len() >= 4 {
        let all_caps = text.word_before(i).is_some_and(|j| text.at(j).chars().all(char::is_uppercase));
        if all_caps && !text.touches(i + 1) {
            return Some(Match::new(i + 1, digit_by_digit(text.at(i)), Class::Code));
        }
    }
    let mut quantity = Quantity::parse(text, i, false, false)?;
    if let Some((scale, end)) = scale_at(text, quantity.end)
        && quantity.scale.is_none()
        && is_scaled(text, &quantity, scale, end)
    {
        quantity.take_scale(scale, end);
    }
    let end = quantity.end;
    // ten figures and more in one run are an account's or a phone's, unless they are round
    // and five behind a low stroke are a file's
    let numbered = text.at(i).len() >= 5 && text.before(i) == "_";
    if (text.at(i).len() >= 10 || numbered) && end == i + 1 && !text.at(i).ends_with("000") && !text.touches(end) {
        return Some(Match::new(end, digit_by_digit(text.at(i)), Class::Code));
    }
    if text.touches(end)
        || text.is(end, "-")
            && text.touches(end + 1)
            && quantity.last.is_none()
            && operation::operation(text, end).is_none()
    {
        return None;
    }
    // 1.2.3 and longer is a version
    if quantity.first.dot && text.is(end, ".") && text.kind(end + 1) == Kind::Digits {
        return None;
    }
    if quantity.is_one() && !is_item(text, i, end) {
        return Some(one::read(text, i, end));
    }
    if quantity.last.is_none() && quantity.scale.is_none() && is_item(text, i, end) {
        return Some(Match::new(end + 1, quantity.first.say(Point::Written), Class::Cardinal));
    }
    let class = if quantity.last.is_some() {
        Class::Range
    } else if quantity.first.decimals.is_some() {
        Class::Decimal
    } else {
        Class::Cardinal
    };
    // 1-2 volte: una due volte
    if quantity.first.is_one()
        && quantity.scale.is_none()
        && let (Some(last), Some(noun)) = (&quantity.last, noun_at(text, end))
    {
        return Some(Match::new(end, from_one(text, i, last, noun), class));
    }
    // 500+ aziende, 1M+ download
    // Livello 10+
    let more = text.is(end, "+")
        && !text.previous_is(i, List::Numbered)
        && text.kind(end + 1) == Kind::Space
        && noun_at(text, end + 1).is_some();
    let end = if more { end + 1 } else { end };
    let mut verbalization =
        if quantity.scale.is_some() { quantity.say() } else { quantity.say_with(point(text, &quantity)) };
    if more {
        let mut out = Verbalization::same("oltre");
        out.push(&verbalization);
        verbalization = out;
    }
    // due milioni di utenti, written 2.000.000 utenti or 2 mln utenti
    let lettered = matches!(text.at(end - 1), "K" | "M" | "B" | "T");
    if quantity.wants_di() && noun_at(text, end).is_some_and(|noun| !lettered || is_countable(text.tables, noun)) {
        verbalization.push_word("di");
    }
    let found = Match::new(end, verbalization, class);
    let english = text.is(i + 1, ",") && quantity.first.grouped && quantity.first.end == i + 3;
    if english {
        return Some(found.doubtful(Ambiguity::EnglishThousands));
    }
    let parted = found.end == i + 1 && spaced::may_be_one_number(text, i);
    Some(if parted { found.doubtful(Ambiguity::SpacedThousands) } else { found })
}

/// One to `last` of a noun, at token `i`: from one to five of them, but side by side where they are next to each other
/// or where a preposition, an article, a label (`pagine 1-5`) or a name stands before them.
fn from_one(text: &Text, i: usize, last: &Numeral, noun: &str) -> Verbalization {
    let noun = noun.to_lowercase();
    let feminine = gender_of_plural(text.tables, &noun) == Gender::Feminine;
    let governed = match text.word_before(i) {
        Some(j) => {
            let word = lower(text.at(j));
            let named = text.at(j).starts_with(char::is_uppercase) && !text.begins_sentence(j);
            let listed = |list| text.tables.lists.has(list, &word);
            named
                || text.tables.labels.contains(&*word)
                || [List::BeforeSpan, List::Results, List::Numbered, List::Parts].into_iter().any(listed)
                || form_of_article(&word).is_some()
        }
        None => !matches!(text.kind_before(i), Kind::End | Kind::Break),
    };
    let span = noun.ends_with(['i', 'e']) && last.value().is_some_and(|n| n > 2) && !governed;
    let mut out = Verbalization::same(if span { "da" } else { "" });
    out.push_word(if feminine { "una" } else { "uno" });
    out.push_word(if span { "a" } else { "" });
    out.push(&last.say(Point::Written));
    out
}

/// Whether the dot behind the number at `i..end` is an item's inside a sentence, and nothing to stop at: `ai punti 1., 2. e 3.`
fn is_item(text: &Text, i: usize, end: usize) -> bool {
    let next = text.skip(end + 1);
    let goes_on = match text.kind(next) {
        Kind::Symbol => next == end + 1 && matches!(text.at(next), "," | ";"),
        Kind::Word => next > end + 1 && text.at(next).chars().all(char::is_lowercase),
        _ => false,
    };
    goes_on && text.is(end, ".") && end == i + 1 && text.at(i).len() < 3 && !text.begins_sentence(i)
}

/// How the dot of a number is said: that of a version stays one, that of a quantity is a comma in Italian.
fn point(text: &Text, quantity: &Quantity) -> Point {
    let i = quantity.start;
    // 1,234.5: no version has a comma
    if quantity.first.dot && quantity.first.grouped {
        return Point::Comma;
    }
    if !quantity.first.dot || quantity.first.decimals.as_deref() == Some("0") || is_release(text, i) {
        return Point::Written;
    }
    let before = text.previous_word(i);
    let has_article = form_of_article(&before).is_some_and(|(_, plural)| !plural);
    let next = text.skip(quantity.end);
    let counted = noun_at(text, quantity.end).is_some_and(|noun| text.tables.lists.has(List::CountedInDecimals, noun));
    let rated = text.is(next, "su") && text.kind(text.skip(next + 1)) == Kind::Digits;
    let fraction = quantity.first.whole == "0" && !has_article;
    // pari a 1.07
    let equals = &*before == "a" && text.word_before(i).is_some_and(|j| text.previous_is(j, List::BeforeDecimal));
    let told = equals || text.tables.lists.has(List::BeforeDecimal, &before) || counted && !has_article;
    let sign = |j: usize| matches!(text.at(j), "<" | ">" | "=" | "≤" | "≥" | "≈" | "~" | "±" | "×" | "*");
    // -32.93: a version has no sign
    let negative = i > 0
        && matches!(text.before(i), "-" | "−")
        && matches!(text.kind_before(i - 1), Kind::End | Kind::Break | Kind::Space | Kind::Symbol);
    let compared = negative || sign(i.wrapping_sub(1)) || text.kind_before(i) == Kind::Space && sign(i.wrapping_sub(2));
    if fraction || told || rated || compared || from_one_to_another(text, quantity) {
        Point::Comma
    } else {
        Point::Written
    }
}

/// Whether the number at token `i` is that of a release, a paragraph or a model: a name or such a word stands before it,
/// or such a word not far.
fn is_release(text: &Text, i: usize) -> bool {
    const LOOK_BACK: usize = 16;
    let Some(j) = text.word_before(i) else { return false };
    let named = text.at(j).starts_with(char::is_uppercase) && !text.tables.functions.contains(&*lower(text.at(j)));
    // a sentence's first word is a name only if it is no verb or noun that a quantity follows
    let first = text.begins_sentence(j) && text.tables.lists.has(List::BeforeDecimal, &lower(text.at(j)));
    let labelled = text.tables.labels.contains(&*lower(text.at(j))) || text.previous_is(i, List::Versions);
    let near = (i.saturating_sub(LOOK_BACK)..i)
        .rev()
        .take_while(|j| text.kind(*j) != Kind::Break)
        .any(|j| text.lower(j).is_some_and(|word| word.len() > 1 && text.tables.lists.has(List::Versions, &word)));
    named && !first || labelled || near
}

/// Whether a number with a dot is the beginning or the end of what rises or falls: `da 5.4 a 5.6`.
fn from_one_to_another(text: &Text, quantity: &Quantity) -> bool {
    let decimal = |j: usize| text.kind(j) == Kind::Digits && text.is(j + 1, ".") && text.kind(j + 2) == Kind::Digits;
    match &*text.previous_word(quantity.start) {
        "da" => text.next_word(quantity.end) == "a" && decimal(text.skip(text.skip(quantity.end) + 1)),
        "a" => {
            let first = quantity.start.saturating_sub(6);
            decimal(first) && text.previous_word(first) == "da"
        }
        _ => false,
    }
}

/// Whether the lone capital before token `end` counts thousands or millions (`45K like`, `da 2M`), and is not part of a
/// name (`4K`, `3M`, `Tu-22M`).
fn is_scaled(text: &Text, quantity: &Quantity, scale: Scale, end: usize) -> bool {
    let value = quantity.first.value();
    let named = text.word_before(quantity.start).is_some_and(|j| {
        text.at(j).starts_with(char::is_uppercase) && !text.begins_sentence(j) && quantity.first.decimals.is_none()
    });
    // il 10M, la versione 12M: one thing
    let before = text.previous_word(quantity.start);
    let single = text.tables.lists.has(List::OneThing, &before) || text.tables.labels.contains(&*before);
    let joined = matches!(text.at(end), "²" | "³" | "-" | "'" | "’" | "/");
    let plural = noun_at(text, end).is_some_and(|noun| is_countable(text.tables, noun));
    let counts = plural || text.next_word(end) == "di" || text.is(end, "+");
    // 4K and 8K are screens, 3M a company, and behind a capital M a year follows in 9M 2024
    let plain = match scale {
        Scale::Thousand if matches!(value, Some(4 | 8)) => text.next_is(end, List::Audience),
        Scale::Thousand => counts || !matches!(value, Some(2 | 5 | 6 | 12 | 16 | 401 | 1000..)),
        Scale::Million => counts || value != Some(3) && text.kind(text.skip(end)) != Kind::Digits,
        _ => counts,
    };
    plain && !named && !single && !joined
}

/// Whether the word can be what thousands and millions are counted of, and is no verb: 7B parametri, but 7B batte.
fn is_countable(tables: &Tables, noun: &str) -> bool {
    noun.ends_with('i') || tables.lists.has(List::Countable, noun)
}

/// `1,5T`: a decimal number and the letters that touch it.
fn glued(text: &Text, i: usize) -> Option<Match> {
    let numeral = Numeral::parse(text, i, false).filter(|n| n.decimals.is_some() && !n.dot)?;
    let end = numeral.end + 1;
    if text.kind(numeral.end) != Kind::Word || text.touches(end) {
        return None;
    }
    let mut out = numeral.say(Point::Comma);
    out.push(&code::part(text, numeral.end, false));
    Some(Match::new(end, out, Class::Code))
}

/// `.5 kg`, `,75 punti`: decimals without the zero before their mark, where something is measured or compared.
pub fn read_bare_decimal(text: &Text, i: usize) -> Option<Match> {
    let quantity = bare_decimal(text, i)?;
    if let Some(found) = money::of_quantity(text, &quantity).or_else(|| measure::of_quantity(text, &quantity)) {
        return Some(found);
    }
    Some(Match::new(quantity.end, quantity.say_with(Point::Comma), Class::Decimal))
}

/// Whether decimals without their zero begin at the mark at token `i`.
pub fn is_bare_decimal(text: &Text, i: usize) -> bool {
    bare_decimal(text, i).is_some()
}

fn bare_decimal(text: &Text, i: usize) -> Option<Quantity> {
    const LONGEST: usize = 4;
    let decimals = text.digits(i + 1).filter(|d| d.len() <= LONGEST && matches!(text.at(i), "." | ","))?;
    let end = i + 2;
    let opens = matches!(text.kind_before(i), Kind::End | Kind::Break | Kind::Space)
        || matches!(text.before(i), "(" | "<" | ">" | "=" | "+" | "-" | "−" | "~" | "≈" | "≤" | "≥" | "$" | "€" | "£");
    let goes_on = matches!(text.at(end), "." | "," | ":" | "/" | "-") && text.touches(end + 1);
    let behind_number =
        text.is(i, ",") && text.kind_before(i) == Kind::Space && i > 1 && text.kind(i - 2) == Kind::Digits;
    if !opens || goes_on || behind_number {
        return None;
    }
    let first =
        Numeral { whole: "0".to_string(), decimals: Some(decimals.to_string()), dot: true, grouped: false, end };
    let quantity = Quantity { first, last: None, scale: None, start: i, end };
    let behind = text.skip(end);
    let measured = unit::unit_behind(text, i, end).is_some()
        || numeral::before_currency(text, behind)
        || text.is_one_of(behind, List::Money)
        || text.is_one_of(behind, List::CountedInDecimals);
    let before = text.previous_word(i);
    let compared = i > 1 && matches!(text.at(i - 2), "=" | "<" | ">" | "≤" | "≥" | "≈");
    // tra .5 e .7
    let listed =
        matches!(&*before, "e" | "o" | "a") && i > 4 && text.is(i - 5, ".") && text.kind(i - 4) == Kind::Digits;
    let governed = text.tables.lists.has(List::BeforeMinus, &before) && before.len() < 4;
    let told =
        (text.tables.lists.has(List::BeforeDecimal, &before) || compared || listed || governed) && text.is(i, ".");
    (measured || told && !text.touches(end) || text.kind_before(i) == Kind::Symbol && !text.touches(end))
        .then_some(quantity)
}

/// A number behind a sign: `-3 °C`, `+5%`, `~40`.
pub fn read_signed(text: &Text, i: usize) -> Option<Match> {
    let sign = match text.at(i) {
        "-" | "−" | "–" => "meno",
        "+" => "più",
        "~" | "≈" | "∼" | "≃" | "≅" if text.previous_word(i) == "circa" => "",
        "~" | "≈" | "∼" | "≃" | "≅" => "circa",
        "±" => "più o meno",
        _ => return None,
    };
    let opens = matches!(text.kind_before(i), Kind::End | Kind::Break | Kind::Space)
        || matches!(text.before(i), "(" | "[" | "“" | "\"" | "«" | ":" | "=" | "/" | ",");
    if !opens {
        return None;
    }
    // "un - 8%": no dash can follow an article or a preposition
    let apart = matches!(text.at(i), "-" | "−" | "–")
        && text.kind(i + 1) == Kind::Space
        && text.kind(i + 2) == Kind::Digits
        && text.previous_is(i, List::BeforeMinus);
    let about = matches!(sign, "circa" | "") && text.kind(i + 1) == Kind::Space && text.kind(i + 2) == Kind::Digits;
    let found = if apart || about {
        read(text, i + 2)
    } else if let Some(found) = read_bare_decimal(text, i + 1) {
        found
    } else if text.kind(i + 1) == Kind::Digits {
        if text.is(i, "+")
            && let Some(phone) = phone::read_international(text, i)
        {
            return Some(phone);
        }
        read(text, i + 1)
    } else {
        money::read_prefixed(text, i + 1)?
    };
    let mut verbalization = Verbalization::same(sign);
    verbalization.push(&found.verbalization);
    Some(Match { verbalization, ..found })
}

/// The article before a number whose words ask for another form: `il 8%` is `l'otto per cento`, `dell'0,2%` is `dello
/// zero virgola due per cento`.
pub fn read_article(text: &Text, i: usize) -> Option<Match> {
    let elided = text.kind(i + 1) == Kind::Apostrophe;
    if !(elided || text.kind(i + 1) == Kind::Space) {
        return None;
    }
    if text.kind(i + 2) == Kind::Word && !elided {
        return before_english_date(text, i);
    }
    if text.kind(i + 2) != Kind::Digits {
        return None;
    }
    let word = text.at(i);
    let hour = matches!(word.len(), 4 | 5) && word.ends_with("lle") || matches!(word, "le" | "Le");
    if !(matches!(word.len(), 1..=6) || hour) || !word.is_ascii() {
        return None;
    }
    let first = text.at(i + 2);
    let may_be_wrong = if elided {
        !first.starts_with('8')
    } else {
        // il 2024-03-08, il 9/11: the day is said first, or another
        let dated =
            first.len() == 4 && matches!(text.at(i + 3), "-" | "−" | "–" | "s") || first == "9" && text.is(i + 3, "/");
        matches!(first, "1" | "01" | "11") || first.starts_with(['0', '8']) || dated
    };
    if !may_be_wrong || hour && !matches!(first, "1" | "01" | "0" | "00") {
        return None;
    }
    form_of_article(&lower(word))?;
    let mut found = read(text, i + 2);
    if hour && first.starts_with('0') && found.verbalization.text == "zero" {
        return time::midnight(word, found);
    }
    // alle 1, not le 1 and anything: the hour alone
    if hour && found.verbalization.text == "uno" && matches!(word, "alle" | "dalle" | "Alle" | "Dalle") {
        found = Match::new(found.end, Verbalization::same("una"), Class::Time);
    }
    // l'1ª classificata
    if elided && found.class == Class::Ordinal {
        return None;
    }
    let article = super::grammar::article_before(word, &found.verbalization.text)?;
    let mut verbalization = Verbalization::same(&article);
    verbalization.append(&found.verbalization);
    Some(Match { verbalization, ..found })
}

/// `del May 8` is dell'otto maggio.
fn before_english_date(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    if !matches!(word, "il" | "Il" | "del" | "al" | "dal" | "nel" | "sul") {
        return None;
    }
    let found = date::read_english(text, i + 2)?;
    let article = super::grammar::article_before(word, &found.verbalization.text)?;
    let mut verbalization = Verbalization::same(&article);
    verbalization.append(&found.verbalization);
    Some(Match { verbalization, ..found })
}
