//! Money: the currency before or behind, scales, hundredths, and "al mese".

use super::class::Class;
use super::grammar::{count, may_be_noun, noun_at, to_the};
use super::lists::List;
use super::numeral::{Quantity, Scale, scale_at};
use super::tables::Currency;
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::unit::{self, per};
use super::verbalization::Verbalization;

/// The currency written at token `i`, and the token behind it.
fn currency_at<'t>(text: &Text<'t>, i: usize) -> Option<(&'t Currency, usize)> {
    // a code with its sign, as in US$
    if text.kind(i) == Kind::Word
        && text.is(i + 1, "$")
        && let Some(currency) = text.tables.currencies.get(text.slice(i, i + 2))
    {
        return Some((currency, i + 2));
    }
    let currency = text.tables.currencies.get(text.at(i))?;
    if text.kind(i) == Kind::Word && text.touches(i + 1) && text.kind(i + 1) == Kind::Word {
        return None;
    }
    Some((currency, i + 1))
}

/// Money whose number begins at token `i`: `350 mln €`, `19,99 €`, `20€/mese`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let quantity = Quantity::parse(text, i, false, true)?;
    if text.is(quantity.end, "/")
        && let Some(found) = prices(text, &quantity)
    {
        return Some(found);
    }
    of_quantity(text, &quantity)
}

/// The quantity with the currency behind it.
pub fn of_quantity(text: &Text, quantity: &Quantity) -> Option<Match> {
    let behind = text.skip(quantity.end);
    if let Some(found) = in_words(text, quantity, behind) {
        return Some(found);
    }
    // the currency in words needs nothing of us, but a scale must not lose it: 490 mln euro
    let (currency, end) = currency_at(text, behind)?;
    if text.kind(behind) == Kind::Symbol && text.kind(end) == Kind::Digits && behind > quantity.end {
        return None; // 20 $30: the sign belongs to what follows
    }
    if text.kind(end) == Kind::Word && text.kind(behind) == Kind::Word {
        return None;
    }
    Some(say(text, quantity, currency, end))
}

/// 10/8 euro, 30/40 €: two prices.
fn prices(text: &Text, first: &Quantity) -> Option<Match> {
    let plain = |q: &Quantity| q.last.is_none() && q.scale.is_none() && q.first.value().is_some_and(|n| n > 1);
    let second = Quantity::parse(text, first.end + 1, false, true)?;
    let behind = text.skip(second.end);
    // 2/3 € could be a part of one
    if !plain(first)
        || !plain(&second)
        || text.value(first.start, 1).is_some() && first.first.value() < second.first.value()
    {
        return None;
    }
    let mut out = first.say();
    if matches!(text.at(behind), "euro" | "dollari" | "sterline") {
        out.push(&second.say());
        return Some(Match::new(second.end, out, Class::Range));
    }
    let (currency, end) = currency_at(text, behind)?;
    let priced = say(text, &second, currency, end);
    out.push(&priced.verbalization);
    Some(Match { verbalization: out, ..priced })
}

/// Euro 2.500,00: the currency in words before hundredths.
pub fn read_euro(text: &Text, i: usize) -> Option<Match> {
    let number = text.skip(i + 1);
    // per ogni euro 2,50 …, all'euro 1,08: one euro
    let one = text.kind_before(i) == Kind::Apostrophe || matches!(&*text.previous_word(i), "ogni" | "un" | "singolo");
    if !matches!(text.at(i), "Euro" | "euro") || number == i + 1 || one {
        return None;
    }
    let quantity = Quantity::parse(text, number, false, false)?;
    let hundredths = quantity.first.decimals.as_ref().is_some_and(|d| d.len() == 2);
    let amount = hundredths && !quantity.first.dot && quantity.last.is_none() && quantity.scale.is_none();
    if !amount || text.touches(quantity.end) || text.is(text.skip(quantity.end), "%") {
        return None;
    }
    Some(say(text, &quantity, text.tables.currencies.get("€")?, quantity.end))
}

/// 12,50 euro, 20.000,00 dollari: hundredths before a currency in words, which keeps its form.
fn in_words(text: &Text, quantity: &Quantity, behind: usize) -> Option<Match> {
    let hundredths = quantity.first.decimals.as_ref().is_some_and(|d| d.len() == 2);
    if !hundredths || quantity.last.is_some() || quantity.scale.is_some() || text.kind(behind) != Kind::Word {
        return None;
    }
    let sign = match text.at(behind) {
        "euro" => "€",
        "dollari" => "$",
        "sterline" => "£",
        "franchi" if !text.next_word(behind + 1).starts_with("svizzer") => "CHF",
        _ => return None,
    };
    let mut verbalization = amount(quantity, text.tables.currencies.get(sign)?);
    if sign == "CHF" {
        verbalization = Verbalization::new(
            &verbalization.text.replace(" svizzeri", ""),
            &verbalization.spaced.replace(" svizzeri", ""),
        );
    }
    Some(Match::new(behind + 1, verbalization, Class::Money))
}

/// Money whose currency stands before the number, at token `i`: `€490 milioni`, `$2.3B`, `CHF 20`.
pub fn read_prefixed(text: &Text, i: usize) -> Option<Match> {
    let (currency, behind) = currency_at(text, i)?;
    let number = text.skip(behind);
    // both decimal points are Italian for the euro, the comma marks thousands behind the others
    let english = !text.is(i, "€");
    let mut quantity = Quantity::parse(text, number, english, true)?;
    if quantity.scale.is_none() {
        // £17.5m: behind a currency a small letter is no unit
        let small = match text.at(quantity.end) {
            _ if text.touches(quantity.end + 1) => None,
            "m" | "mm" => Some(Scale::Million),
            "b" => Some(Scale::Billion),
            _ => None,
        };
        if let Some(scale) = small {
            let end = quantity.end + 1;
            quantity.take_scale(scale, end);
        }
    }
    if quantity.scale.is_none() {
        // $ 3 B: the letter stands apart
        if let Some((scale, end)) = scale_at(text, text.skip(quantity.end)).filter(|_| currency.whole.one != "euro") {
            quantity.take_scale(scale, end);
        }
    }
    if text.kind(quantity.end) == Kind::Word && text.kind(quantity.end - 1) != Kind::Word {
        return None;
    }
    let mut end = quantity.end;
    if text.is(end, "-") && matches!(text.at(end + 1), "€" | "$" | "£") && text.kind(end + 2) == Kind::Digits {
        // €10-€15
        let second = Quantity::parse(text, end + 2, english, true)?;
        let mut verbalization = quantity.say();
        verbalization.push(&say(text, &second, currency, second.end).verbalization);
        end = second.end;
        return Some(Match::new(end, verbalization, Class::Money));
    }
    Some(say(text, &quantity, currency, end))
}

/// A number and a currency in words, with what is asked per month or hour behind it.
fn say(text: &Text, quantity: &Quantity, currency: &Currency, end: usize) -> Match {
    let mut verbalization = amount(quantity, currency);
    let mut end = end;
    // € 5 milioni di euro: the currency is written twice
    let next = text.skip(end);
    let named = if text.is(next, "di") { text.skip(next + 1) } else { next };
    if named > end
        && text.kind(named) == Kind::Word
        && [&currency.whole.many, &currency.whole.one].contains(&&text.at(named).to_string())
    {
        end = named + 1;
    }
    if let Some((asked, behind)) = asked_for(text, end) {
        verbalization.push(&asked);
        end = behind;
    }
    // 3 €/persona/giorno
    while let Some((per, behind)) = per(text, end) {
        verbalization.push_word(per);
        end = behind;
    }
    Match::new(end, verbalization, Class::Money)
}

fn amount(quantity: &Quantity, currency: &Currency) -> Verbalization {
    if quantity.wants_di() {
        let mut out = quantity.say();
        out.push_word("di");
        out.push_word(&currency.whole.many);
        return out;
    }
    let cents = |decimals: &str| decimals.len() == 2 || decimals.len() == 1;
    match (&quantity.first.decimals, &quantity.last) {
        (Some(decimals), None) if cents(decimals) && !currency.hundredth.one.is_empty() => {
            whole_and_hundredths(quantity, decimals, currency)
        }
        _ => count(quantity.say(), quantity.is_one(), &currency.whole),
    }
}

/// 9,80 € is nove euro e ottanta centesimi; never by way of a binary float.
fn whole_and_hundredths(quantity: &Quantity, decimals: &str, currency: &Currency) -> Verbalization {
    let hundredths: u64 =
        decimals.bytes().fold(0, |n, d| n * 10 + u64::from(d - b'0')) * if decimals.len() == 1 { 10 } else { 1 };
    let mut whole = quantity.first.clone();
    whole.decimals = None;
    let alone = whole.whole.bytes().all(|d| d == b'0');
    let mut out = Verbalization::default();
    if !alone || hundredths == 0 {
        let is_one = whole.is_one();
        out = super::cardinal::cardinal(&whole.whole);
        // 1.000.000,00 €: un milione di euro
        out.push_word(if hundredths == 0 && whole.ends_in_scale() { "di" } else { "" });
        out = count(out, is_one, &currency.whole);
    }
    if hundredths > 0 {
        let part = count(super::cardinal::cardinal_of(hundredths), hundredths == 1, &currency.hundredth);
        let shared = currency.hundredth.one == "centesimo" && currency.whole.one != "euro";
        let alone = out.is_empty();
        out.push_word(if alone { "" } else { "e" });
        out.push(&part);
        if alone && shared {
            // whose hundredth, where the whole is not said
            out.push_word("di");
            out.push_word(&currency.whole.one);
        }
    }
    out
}

/// `€/m²`, `/mese`, `/h`, `/1M token`: al metro quadrato, al mese, all'ora, per un milione di token; and the token behind it.
fn asked_for(text: &Text, i: usize) -> Option<(Verbalization, usize)> {
    if text.is(text.skip(i), "p") && text.slice(text.skip(i), text.skip(i) + 4) == "p.p." {
        return Some((Verbalization::same("a persona"), text.skip(i) + 4));
    }
    if let Some((per, end)) = per(text, i) {
        return Some((Verbalization::same(per), end));
    }
    if text.is(i, "/")
        && let Some((unit, end)) = unit::unit_at(text, i + 1)
    {
        return Some((Verbalization::same(&to_the(unit.gender, &unit.one)), end));
    }
    if let Some((each, end)) = for_each(text, i) {
        return Some((each, end));
    }
    let stroke = text.skip(i);
    let number = text.skip(stroke + 1);
    let quantity = Quantity::parse(text, number, true, true).filter(|_| text.is(stroke, "/"))?;
    let noun = noun_at(text, quantity.end)?;
    if !text.tables.lists.has(List::Priced, noun) {
        return None;
    }
    let mut out = Verbalization::same("per");
    out.push(&quantity.say());
    out.push_word(if quantity.wants_di() { "di" } else { "" });
    Some((out, quantity.end))
}

/// `20 €/socio`: a socio, whatever is counted so. `5 €/ridotto` is another price.
fn for_each(text: &Text, i: usize) -> Option<(Verbalization, usize)> {
    let noun = text.at(i + 1);
    let counted = text.is(i, "/")
        && text.kind(i + 1) == Kind::Word
        && noun.len() > 3
        && noun.ends_with(['a', 'e', 'o'])
        && may_be_noun(text.tables, noun)
        && !text.tables.lists.has(List::Tariffs, noun)
        && !matches!(text.at(i + 2), "/" | "-" | "_");
    let to = if noun.starts_with('a') { "ad" } else { "a" };
    let mut out = Verbalization::same(to);
    out.push_word(noun);
    counted.then_some((out, i + 2))
}

/// `98 euro/MWh`, `80 token/s`, `2 volte/settimana`: the stroke at token `i`, behind money or what a number counts.
pub fn read_per(text: &Text, i: usize) -> Option<Match> {
    let noun = i.checked_sub(1)?;
    let sign = text.kind(noun) == Kind::Symbol && text.tables.currencies.contains_key(text.at(noun));
    let money = text.is_one_of(noun, List::Money) || sign;
    let counted = noun > 1
        && text.kind(noun) == Kind::Word
        && text.kind(noun - 1) == Kind::Space
        && text.kind(noun - 2) == Kind::Digits;
    if money {
        return asked_for(text, i).map(|(words, end)| Match::new(end, words, Class::Money));
    }
    let (words, end) = per(text, i).filter(|_| counted)?;
    Some(Match::new(end, Verbalization::same(words), Class::Unit))
}

/// The rate of two currencies, `EUR/USD`, at the first of their codes: both in the singular.
pub fn read_pair(text: &Text, i: usize) -> Option<Match> {
    let code = |j: usize| {
        text.tables.currencies.get(text.at(j)).filter(|_| text.kind(j) == Kind::Word && text.at(j).len() == 3)
    };
    let (first, second) = (code(i)?, code(i + 2)?);
    let apart = !text.touches(i + 3) && !text.touched_before(i);
    let mut out = Verbalization::same(&first.whole.one);
    out.push_word(&second.whole.one);
    (text.is(i + 1, "/") && apart).then(|| Match::new(i + 3, out, Class::Money))
}

/// A currency's sign without a number: `sul $` is one dollar, `in mln €` many.
pub fn read_sign(text: &Text, i: usize) -> Option<Match> {
    let currency = text.tables.currencies.get(text.at(i)).filter(|_| text.kind(i) == Kind::Symbol)?;
    let before = text.previous_word(i);
    let singular = text.tables.lists.has(List::BeforeOneCurrency, &before);
    let scale = text.tables.lists.has(List::ScalesOfMoney, &before)
        || text.is(i.wrapping_sub(2), ".") && matches!(text.at(i.wrapping_sub(3)), "mln" | "mld");
    let mut out = Verbalization::same(if scale { "di" } else { "" });
    out.push_word(if singular { &currency.whole.one } else { &currency.whole.many });
    (singular || scale).then(|| Match::new(i + 1, out, Class::Money))
}
