//! Brings a server's words into one form, so that a rule says a thing once: lower case, no accents, no punctuation, one
//! space between words. Addresses, IP addresses and links become tokens of their own, because a local part or a path is
//! not what the server says; the links are kept apart, since a help page can be all that a reply names.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{EnhancedCode, Reply};

/// A reply in the form in which rules read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    /// The words, with a space before and behind each.
    pub(crate) words: String,
    /// The links, the same way.
    pub(crate) links: String,
    /// The enhanced code that opens the reply, else one that stands further inside, as in `cuda_nsu 5.1.1` or `(#5.1.1)`.
    pub(crate) enhanced: Option<EnhancedCode>,
}

/// What stands for an e-mail address.
const ADDRESS: &str = "<@>";
/// What stands for an IP address.
const IP: &str = "<ip>";
/// What stands for a link.
const LINK: &str = "<link>";

impl Heard {
    pub(crate) fn new(reply: &Reply) -> Self {
        let opening = reply.enhanced();
        let mut words = String::from(" ");
        let mut links = String::from(" ");
        let mut inside = None;
        for line in &reply.lines {
            for (n, word) in unquoted(line).into_iter().flat_map(str::split_whitespace).enumerate() {
                let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
                if let Ok(code) = bare.parse::<EnhancedCode>() {
                    if u16::from(code.class) == reply.code / 100 {
                        inside = inside.or(Some(code));
                        continue;
                    }
                } else if n == 0 && bare.len() == 3 && bare.parse() == Ok(reply.code) {
                    continue;
                }
                push_word(word, &mut words, &mut links);
            }
        }
        Self { words, links, enhanced: opening.or(inside) }
    }
}

/// A line without what a mail log or a bounce puts around the words of another server, in two parts: `host
/// mx.example[192.0.2.1] said:`, `(in reply to RCPT TO command)`, whose "reply to" and "command" nobody said, and the
/// `; from=<...> to=<...> proto=ESMTP helo=<...>` of Postfix.
fn unquoted(line: &str) -> [&str; 2] {
    let line = ["(in reply to ", "; from=<"]
        .iter()
        .fold(line, |line, mark| line.split_once(mark).map_or(line, |(before, _)| before));
    let parts = line.split_once(" said: ").and_then(|(before, said)| {
        let (before, _) = before.rsplit_once("host ")?;
        Some([before, said])
    });
    parts.unwrap_or([line, ""])
}

/// The form of a phrase in a rule: the same as that of a reply.
pub(crate) fn fold(phrase: &str) -> String {
    let mut words = String::from(" ");
    for word in phrase.split_whitespace() {
        push_word(word, &mut words, &mut String::new());
    }
    words
}

fn push_word(word: &str, words: &mut String, links: &mut String) {
    let lower = word.to_lowercase();
    if let Some(at) = ["http://", "https://", "www."].iter().filter_map(|start| lower.find(start)).min() {
        let (before, link) = lower.split_at(at);
        push_plain(before, words);
        push_token(LINK, words);
        push_plain(link, links);
        return;
    }
    // `<user@example.com>:` and `(RCPTs:user@example.com)`: everything around the `@` up to what cannot be in an address.
    if let Some(at) = lower.find('@') {
        let outside = |c: char| c.is_whitespace() || "<>()[]{}\"',;:".contains(c);
        let start = lower[..at].rfind(outside).map_or(0, |i| i + 1);
        let end = lower[at..].find(outside).map_or(lower.len(), |i| at + i);
        if start < at && at + 1 < end {
            push_plain(&lower[..start], words);
            push_token(ADDRESS, words);
            push_plain(&lower[end..], words);
            return;
        }
    }
    if let Some((before, after)) = around_ip(&lower) {
        push_plain(before, words);
        push_token(IP, words);
        push_plain(after, words);
        return;
    }
    push_plain(&lower, words);
}

/// What stands before and behind an IP address in a word such as `client[192.0.2.1]:`.
fn around_ip(word: &str) -> Option<(&str, &str)> {
    let in_ip = |c: char| c.is_ascii_hexdigit() || c == '.' || c == ':';
    let starts = word.char_indices().filter(|(i, c)| {
        in_ip(*c) && !word[..*i].chars().next_back().is_some_and(|b| in_ip(b) || b.is_alphanumeric())
    });
    for (start, _) in starts {
        let rest = &word[start..];
        let end = rest.find(|c| !in_ip(c)).unwrap_or(rest.len());
        let candidate = rest[..end].trim_end_matches([':', '.']);
        let followed = rest[candidate.len()..].chars().next().is_some_and(char::is_alphanumeric);
        if candidate.len() > 4 && !followed && candidate.parse::<std::net::IpAddr>().is_ok() {
            return Some((&word[..start], &rest[candidate.len()..]));
        }
    }
    None
}

fn push_token(token: &str, words: &mut String) {
    words.push_str(token);
    words.push(' ');
}

/// Keeps letters and digits; a dot inside a name and an apostrophe inside a word stay, all else parts words. Writing
/// without spaces between words (Chinese, Japanese) is taken character by character.
fn push_plain(text: &str, words: &mut String) {
    let folded: Vec<char> = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(|c| {
            match c {
                'ß' => ['s', 's'].as_slice(),
                'ł' => &['l'],
                'ø' => &['o'],
                'đ' => &['d'],
                'ı' => &['i'],
                'æ' => &['a', 'e'],
                'œ' => &['o', 'e'],
                '’' | '‘' | '`' | '´' => &['\''],
                _ => return vec![c],
            }
            .to_vec()
        })
        .flat_map(char::to_lowercase)
        .collect();
    let mut open = false;
    for (i, &c) in folded.iter().enumerate() {
        let joins = (c == '.' || c == '\'' && !ends_with_article(words))
            && open
            && folded.get(i + 1).is_some_and(|next| next.is_alphanumeric() && !unspaced(*next));
        if unspaced(c) {
            if open {
                end_word(words);
            }
            words.push(c);
            words.push(' ');
            open = false;
        } else if c.is_alphanumeric() || joins {
            words.push(c);
            open = true;
        } else if open {
            end_word(words);
            open = false;
        }
    }
    if open {
        end_word(words);
    }
}

/// Ends the last of `words`. What has two spellings gets one: `cannot`, `can't` and `can not`, `e-mail` and `email`.
fn end_word(words: &mut String) {
    let start = words.rfind(' ').map_or(0, |space| space + 1);
    let word = &words[start..];
    let spelt = if word.starts_with("mail") && words[..start].ends_with(" e ") {
        Some((start - 2, format!("e{word}")))
    } else if let Some(verb) = verb_of_contraction(word) {
        Some((start, format!("{verb} not")))
    } else {
        word.strip_suffix("'re").map(|who| (start, format!("{who} are")))
    };
    if let Some((from, spelt)) = spelt {
        words.truncate(from);
        words.push_str(&spelt);
    }
    words.push(' ');
}

/// `does` of `doesn't`, and of the `doesnt` and `does'nt` of those who type in haste.
fn verb_of_contraction(word: &str) -> Option<&str> {
    if word == "cannot" {
        return Some("can");
    }
    let verb = ["n't", "'nt", "nt"].iter().find_map(|ending| word.strip_suffix(ending))?;
    match verb {
        "ca" | "can" => Some("can"),
        "wo" => Some("will"),
        "do" | "does" | "did" | "is" | "are" | "was" | "were" | "has" | "have" | "had" | "could"
        | "would" | "should" | "must" | "need" => Some(verb),
        _ => None,
    }
}

/// `l'utente`, `d'adresse`: an elided article is a word of its own, while `doesn't` and `n'existe` are one.
fn ends_with_article(words: &str) -> bool {
    let last = words.rsplit(' ').next().unwrap_or_default();
    matches!(last, "l" | "d" | "dell" | "all" | "nell" | "un" | "qu" | "quest")
}

/// Kana, ideographs.
fn unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(code: u16, text: &str) -> String {
        Heard::new(&Reply::new(code, text)).words
    }

    #[test]
    fn addresses_links_and_ips_are_no_words() {
        assert_eq!(
            words(
                550,
                "5.1.1 <no.such.user@example.com>... rejected [192.0.2.1], see https://example.com/spam?x=1"
            ),
            " <@> rejected <ip> see <link> "
        );
        assert_eq!(words(550, "client[2001:db8::1]: No!"), " client <ip> no ");
    }

    #[test]
    fn accents_case_and_punctuation_do_not_matter() {
        assert_eq!(words(550, "Boîte  du destinataire PLEINE."), words(550, "boite du destinataire pleine"));
        assert_eq!(words(550, "L'utente non c'è"), " l utente non c'e ");
        assert_eq!(words(550, "skrzynka przepełniona"), " skrzynka przepelniona ");
    }

    #[test]
    fn what_a_log_puts_around_the_words_is_left_off() {
        let said = "undeliverable address: host mx.example.net[192.0.2.1] said: 550 5.1.1 No such user (in reply to \
                    RCPT TO command)";
        assert_eq!(words(550, said), " undeliverable address 550 no such user ");
        let logged = "<a@b.example>: Sender address rejected; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e>";
        assert_eq!(words(550, logged), " <@> sender address rejected ");
        assert_eq!(words(550, "the owner said: no"), " the owner said no ");
    }

    #[test]
    fn what_has_two_spellings_has_one_form() {
        for text in ["user doesn’t exist", "user doesn't exist", "User does'nt exist", "user doesnt exist"]
        {
            assert_eq!(words(550, text), " user does not exist ");
        }
        assert_eq!(words(550, "can't, cannot, can not: won't"), " can not can not can not will not ");
        assert_eq!(words(550, "You're not welcome"), " you are not welcome ");
        assert_eq!(words(550, "E-Mail: no such e-mailbox"), " email no such emailbox ");
        assert_eq!(words(550, "n'existe pas, important"), " n'existe pas important ");
    }

    #[test]
    fn chinese_is_read_character_by_character() {
        assert_eq!(words(550, "用户不存在 (mx1)"), " 用 户 不 存 在 mx1 ");
    }

    #[test]
    fn an_enhanced_code_inside_the_text_is_found() {
        let inside = |code, text: &str| Heard::new(&Reply::new(code, text)).enhanced.map(|c| c.to_string());
        assert_eq!(inside(550, "cuda_nsu 5.1.1 no"), Some("5.1.1".into()));
        assert_eq!(inside(550, "Invalid recipient (#5.1.1)"), Some("5.1.1".into()));
        assert_eq!(inside(450, "host said: 5.1.1"), None);
    }

    #[test]
    fn the_code_repeated_at_the_start_of_a_line_is_no_word() {
        assert_eq!(words(550, "550 User Unknown: 550"), " user unknown 550 ");
    }
}
