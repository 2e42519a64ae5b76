//! How each passage is delivered: what a reader makes of its place in the paragraph, the list and the chapter.

use altavoce_speech::voice::Delivery;
use altavoce_speech::voice::delivery::{Kind, Place};

use super::SpokenPassage;
use crate::script::{Pause, Role};

/// An item of more words is read like a paragraph: it ends for itself, and nobody waits for the next.
const SHORT_ITEM: usize = 14;

/// Gives the passages of a chapter their deliveries. Each follows from the passage itself and from what it stands among, and
/// never from how many there are, so that what is written elsewhere leaves its sound in the cache.
pub fn deliver(passages: &mut [SpokenPassage], liveliness: f32) {
    let opening = passages.iter().position(|p| p.written.role == Role::Text);
    let mut from = 0;
    while from < passages.len() {
        let to = paragraph_end(passages, from);
        let is_list = passages[from].written.role == Role::Item;
        let goes_on = passages.get(to).is_some_and(|next| next.written.role == Role::Item);
        let is_short = to == from + 1 && passages[from].spoken.text.split_whitespace().count() <= SHORT_ITEM;
        for (n, passage) in passages.iter_mut().enumerate().take(to).skip(from) {
            let place = match (n == from, n + 1 == to) {
                (true, true) => Place::Only,
                (true, false) => Place::First,
                (false, true) => Place::Last,
                (false, false) => Place::Middle,
            };
            let kind = match passage.written.role {
                Role::Transition | Role::Subtitle => Kind::Heading,
                Role::Quote => Kind::Quotation,
                _ if is_list && is_short && goes_on => Kind::Item,
                _ if is_list && is_short => Kind::LastItem,
                _ => Kind::Text,
            };
            let variation = Delivery::variation_of(&passage.spoken.text);
            passage.delivery = Delivery { kind, place, opens: opening == Some(n), variation, liveliness };
        }
        from = to;
    }
}

/// One past the last passage of the paragraph that begins with the passage `from`: what is of another role, or of another
/// voice, is another.
fn paragraph_end(passages: &[SpokenPassage], from: usize) -> usize {
    let goes_on = |pair: &[SpokenPassage]| {
        let [a, b] = pair else { return false };
        a.written.pause == Pause::Sentence && a.written.role == b.written.role && a.voice == b.voice
    };
    from + 1 + passages[from..].windows(2).take_while(|pair| goes_on(pair)).count()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::issue::Issue;
    use crate::narration::Narration;
    use crate::project::{Folders, Project};
    use crate::script::Pauses;
    use crate::settings::Show;
    use altavoce_speech::pronunciation::Lexicon;

    fn narration(settings: &str, text: &str) -> Narration {
        let issue = Issue::parse(Path::new("a.md"), text.as_bytes()).unwrap();
        let show = Show::parse(Path::new("show.toml"), settings).unwrap();
        Project::of(show, Lexicon::default(), Folders::default(), |_| true).narrate(&issue)
    }

    const ISSUE: &str = "# Titolo\n\nUn saluto a tutti quanti voi che ascoltate da lontano questa sera.\n\n## Uno\n\n\
        La prima frase di questo capitolo è abbastanza lunga per stare da sola. La seconda frase non è certo più corta della \
        prima che la precede. La terza frase chiude il capoverso con le sue parole tutte in fila.\n\n\
        Serve proprio questo:\n\n- il pane fresco\n- il latte intero\n- una busta di zucchero\n\n\
        > Chi parla qui è un altro, e lo si deve sentire bene.\n\n## Due\n\nFine della storia di oggi, che non è durata molto.\n";

    #[test]
    fn passages_know_where_they_stand() {
        let narration = narration("", ISSUE);
        let rows = [
            ("Per cominciare", Kind::Heading, Place::Only, false),
            ("La prima", Kind::Text, Place::First, true),
            ("La seconda", Kind::Text, Place::Middle, false),
            ("La terza", Kind::Text, Place::Last, false),
            ("Serve", Kind::Text, Place::Only, false),
            ("il pane", Kind::Item, Place::Only, false),
            ("il latte", Kind::Item, Place::Only, false),
            ("una busta", Kind::LastItem, Place::Only, false),
            ("Chi parla", Kind::Quotation, Place::Only, false),
            ("Fine", Kind::Text, Place::Only, true),
        ];
        for (begins, kind, place, opens) in rows {
            let passage = narration.passages().find(|p| p.spoken.text.starts_with(begins));
            let delivery = passage.map(|p| p.delivery).unwrap_or_default();
            assert_eq!((delivery.kind, delivery.place, delivery.opens), (kind, place, opens), "{begins}");
            assert_eq!(delivery.liveliness, 1.0, "{begins}");
        }
    }

    #[test]
    fn a_show_may_have_its_sentences_as_the_voice_says_them() {
        let narration = narration("liveliness = 0", ISSUE);
        assert!(narration.passages().all(|p| p.delivery.is_neutral() && p.breath == 1.0));
    }

    #[test]
    fn pauses_breathe_and_keep_their_mean() {
        let long =
            "La frase che viene detta qui è lunga abbastanza per chiedere a chi la legge ad alta voce un bel respiro.";
        let text = format!(
            "# Titolo\n\n{long} {long}\n\nPoi viene una frase breve. <!-- altavoce: pausa 1,5s --> Ne segue subito \
            un'altra breve. La terza frase resta breve. La quarta è appena più lunga. {long}\n\n## Due\n\n{long}\n"
        );
        let (narration, pauses) = (narration("disclosure = \"\"", &text), Pauses::default());
        let silences = |kind: Pause| {
            let of = narration.passages().filter(|p| p.written.pause == kind);
            of.map(|p| p.silence(&pauses)).collect::<Vec<f64>>()
        };
        let sentences = silences(Pause::Sentence);
        let mean = sentences.iter().sum::<f64>() / sentences.len() as f64;
        assert!((mean - pauses.sentence).abs() < 1e-9, "{sentences:?}");
        let (shortest, longest) =
            (sentences.iter().copied().fold(9.0, f64::min), sentences.iter().copied().fold(0.0, f64::max));
        assert!(shortest < 0.33 && longest > 0.37, "{sentences:?}");
        assert_eq!(silences(Pause::Told(1500)), [1.5]);
        assert_eq!(silences(Pause::Chapter)[0], pauses.chapter, "the only one of its kind");
    }

    #[test]
    fn what_is_put_in_changes_no_other_delivery() {
        let longer = ISSUE.replace(
            "## Due",
            "Un altro capoverso viene messo qui in mezzo a tutto.\n\n## Zero\n\nE un capitolo.\n\n## Due",
        );
        let (before, after) = (narration("", ISSUE), narration("", &longer));
        for passage in before.passages().filter(|p| p.written.role != Role::Transition) {
            let same = after.passages().find(|p| p.spoken.text == passage.spoken.text).unwrap();
            assert_eq!(same.delivery, passage.delivery, "{}", passage.spoken.text);
        }
    }
}
