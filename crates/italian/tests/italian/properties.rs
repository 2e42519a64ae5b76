//! What holds of any text, tried on random ones. `make fuzz` tries the same promises, guided by coverage.

use altavoce_italian::verbalize;
use fastrand::Rng;

use super::promises::broken_promise;
use super::random::try_cases;

/// Bits of newsletters, with `~` between them, that are read in a way of their own or change how a neighbour is read.
const BITS: &str = "il~l'~dell’~AI~IA~lA~Ai~UE~NBA~OpenAI~GPT-4o~secolo~XX~IV~Pio~V~X~€~$~%~mln~mld~M~B~k~km~km/h~°C~°~ª~º~^~/~:~.~,~\
    -~–~'~’~\"~“~”~(~)~[~]~&~#~@~+~=~½~²~ecc.~S.p.A.~n.~dott.~e'~perche'~maggio~feb~alle~ore~h~x~T~E~O~www.~https://~.it~NOVITÀ~\
    XYZ~\u{301}~\u{200d}~\u{fe0f}~🦸~♀~3️⃣~①~𝟐~𝗔~…~\n~\u{a0}~_~*~|~ﬁ~٣~Ⅳ~№~℃~anni~'90~di~euro~ore~art.~D.Lgs.~a.C.~L~J.~mar.~\
    S. Pietro~c.~C#~.NET~Node.js~.co.uk~″~ⁿ~Привет~L'~80s~'80s~.5~ ,5~ 500 ~1 250~1,234.5~PM~ am~p.m.~→~<->~>>~⇒~\u{2b50}\u{2b50}~★~☆~\
    ▲~🔺~ctrl~Ctrl+~⌘~^2~m^2~/a~/e~(i)~ragazzi/e~il/la~il prof. ~1/2~ - ~--~May ~March 3rd~of July~IBAN IT~ISBN ~#1E90FF~v. ~24h/24~·m~kWh/m²~CO2 eq~\
    d. m. ~s. em.~zł~∼~1h 30~3 min 4 s~XXe secolo";

/// Bits glued at random: far denser in traps than random characters.
fn scraps(rng: &mut Rng) -> String {
    let bits: Vec<&str> = BITS.split('~').collect();
    let bit = |rng: &mut Rng| match rng.u8(..13) {
        0..5 => bits[rng.usize(..bits.len())].to_string(),
        5..7 => rng.u64(..3_000_000).to_string(),
        7..9 => rng.u64(..100).to_string(),
        9 => "007".to_string(),
        _ => " ".to_string(),
    };
    (0..rng.usize(..14)).map(|_| bit(rng)).collect()
}

/// Characters of any kind, those of plain text the more often.
fn any_text(rng: &mut Rng) -> String {
    let character = |rng: &mut Rng| match rng.u8(..8) {
        0..3 => rng.char(' '..='~'),
        3 => rng.char('\0'..=' '),
        4 => rng.char('\u{80}'..='\u{36f}'),
        5 => rng.char('\u{2000}'..='\u{2bff}'),
        6 => rng.char('\u{1f000}'..='\u{1faff}'),
        _ => rng.char(..),
    };
    (0..rng.usize(..32)).map(|_| character(rng)).collect()
}

/// Words of small letters and a mark. Shorter words could by chance be abbreviations: ca, vs, mln.
fn prose(rng: &mut Rng) -> String {
    let letters: Vec<char> = ('a'..='z').chain("àèéìòù".chars()).collect();
    let mut word = || -> String { (0..rng.usize(5..=12)).map(|_| letters[rng.usize(..letters.len())]).collect() };
    let (first, second, third) = (word(), word(), word());
    let mark = [".", ",", ";", ":", "!", "?", "…"][rng.usize(..7)];
    format!("{first} {second} {third}{mark}")
}

#[test]
fn promises_hold_for_scraps() {
    try_cases(2_000, |rng| {
        let written = scraps(rng);
        broken_promise(&written).map(|broken| format!("{written:?}: {broken}"))
    });
}

#[test]
fn promises_hold_for_any_text() {
    try_cases(2_000, |rng| {
        let written = any_text(rng);
        broken_promise(&written).map(|broken| format!("{written:?}: {broken}"))
    });
}

#[test]
fn plain_prose_is_untouched() {
    try_cases(500, |rng| {
        let written = prose(rng);
        let spoken = verbalize(&written);
        (spoken.text != written || !spoken.edits.is_empty()).then(|| format!("{written:?}: {spoken:?}"))
    });
}

#[test]
fn what_the_fuzzer_found_keeps_the_promises() {
    assert_eq!(broken_promise("ALI'Q RA'II"), None);
}
