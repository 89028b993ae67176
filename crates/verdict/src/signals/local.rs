//! What the words of a local part say: the function it names, whether anybody reads there, whether it is a filler.

use unicode_normalization::UnicodeNormalization;

use crate::{
    Address, Sentence,
    lists::{Lists, Reach},
    phrases,
};

phrases! {
    /// Why an address looks like one that exists to catch senders.
    pub(crate) TRAP "trap" {
        names_trap() = "The part before the @ names a spam trap.";
        refusal() = "The part before the @ is what people type who give no address.";
        filler() = "This is an example address, typed to fill a field.";
    }
}

/// Country and language codes that stand beside a function: `sales-de`, `uk.support`.
const PLACE_CODES: &str = " at au be bg br ca ch cn cy cz de dk ee en es eu fi fr gb gr hk hr hu ie il in it jp kr lt lu lv mt \
                           mx nl no nz pl pt ro rs ru se sg si sk tr tw ua uk us za asia emea apac latam dach ";

/// A local part in the form in which its words are compared: unquoted, composed, lower case, without its tag.
pub(super) struct LocalPart {
    /// Without the tag.
    pub(super) base: String,
    /// What stood behind the first `+`.
    pub(super) tag: Option<String>,
}

impl LocalPart {
    pub(super) fn read(address: &Address) -> Self {
        let typed = address.unquoted_local();
        let (base, tag) = match typed.split_once('+') {
            Some((base, tag)) if !base.is_empty() && !tag.is_empty() && !typed.starts_with('"') => {
                (base, Some(tag.to_owned()))
            }
            _ => (typed.as_str(), None),
        };
        Self { base: base.nfc().collect::<String>().to_lowercase(), tag }
    }

    /// The function that it names: the whole of it is a word for one (`info`, `customer.service`, `hr2`), or it begins
    /// or ends with one (`info.berlin`, `team-marketing`).
    pub(super) fn role<'a>(&self, lists: &'a Lists) -> Option<&'a str> {
        let whole = without_number(&self.base);
        let word = lists.role_word(&self.base).or_else(|| lists.role_word(whole));
        // `customer-care` is `customercare`, but `j.ira` is a person.
        let has_initial = || whole.split(is_separator).any(|token| token.chars().count() == 1);
        let run_together = || if has_initial() { None } else { lists.role_word(&run_together(whole)) };
        if let Some(word) = word.or_else(run_together) {
            return Some(word.function);
        }
        let tokens: Vec<&str> =
            self.base.split(is_separator).map(without_number).filter(|t| !t.is_empty()).collect();
        let ([first, rest @ ..], Some(last)) = (tokens.as_slice(), tokens.last()) else {
            return None;
        };
        if rest.is_empty() {
            return None;
        }
        // A place or another function beside it: no person is called `hr.uk` or `sales.support`.
        let anonymous = |token: &&str| is_place_code(token) || lists.role_word(token).is_some();
        let first_word = lists.role_word(first);
        if let Some(word) = first_word
            && (speaks_for_itself(first, word.reach, true) || rest.iter().all(anonymous))
        {
            return Some(word.function);
        }
        let last_word = lists.role_word(last)?;
        let before = &tokens[..tokens.len() - 1];
        (speaks_for_itself(last, last_word.reach, false) || before.iter().all(anonymous))
            .then_some(last_word.function)
    }

    /// Whether nobody reads there: `noreply`, `do-not-reply`, `orders.noreply`.
    pub(super) fn is_no_reply(&self, lists: &Lists) -> bool {
        lists.is_no_reply(&run_together(&self.base))
    }

    /// Why it looks like an address that exists to catch senders, or like one that nobody gave on purpose.
    pub(super) fn trap_reason(&self, domain: &str, lists: &Lists) -> Option<Sentence> {
        if lists.placeholders("trap").iter().any(|word| self.base.contains(word)) {
            return Some(names_trap());
        }
        let is = |kind: &str| lists.placeholders(kind).contains(&self.base.as_str());
        if is("refusal") {
            return Some(refusal());
        }
        let same_name = domain.split('.').next() == Some(self.base.as_str());
        if is("filler") && (same_name || lists.placeholders("domain").contains(&domain)) {
            return Some(filler());
        }
        None
    }
}

/// Whether a word at the beginning or the end of a local part names a function whatever stands beside it. Words of two
/// or three letters are too often initials or particles.
fn speaks_for_itself(word: &str, reach: Reach, begins: bool) -> bool {
    let long = word.chars().count() > 3;
    match reach {
        Reach::Whole => false,
        Reach::MaybeSurname => begins && long,
        Reach::Anywhere => long,
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | '-' | '_')
}

fn run_together(text: &str) -> String {
    text.chars().filter(|c| !is_separator(*c)).collect()
}

/// Without a number at its end: `hr2`, `sales-01`.
fn without_number(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(is_separator)
}

fn is_place_code(token: &str) -> bool {
    PLACE_CODES.split(' ').any(|code| code == token)
}
