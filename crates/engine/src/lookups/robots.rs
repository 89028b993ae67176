//! What a site asks robots to leave alone (RFC 9309): a pure reader of `robots.txt`. The group that names Mailvet counts, or
//! else the one for all; of the rules that fit a path, the longest one decides, and leave wins over a ban of its length.

use percent_encoding::percent_decode_str;

/// The name by which a site can speak to Mailvet alone.
const NAME: &str = "mailvet";

/// The rules of a site for Mailvet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Robots(Vec<Rule>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    path: Vec<u8>,
    allows: bool,
}

impl Robots {
    pub(super) fn read(text: &str) -> Self {
        let (mut own, mut all) = (None, None);
        // Whom the group speaks to that is being read, and whether its rules have begun.
        let (mut to_us, mut to_all, mut in_rules) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "user-agent" => {
                    if in_rules {
                        (to_us, to_all, in_rules) = (false, false, false);
                    }
                    let name = value.split('/').next().unwrap_or_default().trim();
                    to_us |= name.eq_ignore_ascii_case(NAME);
                    to_all |= name == "*";
                    // A group without rules speaks as well: it allows everything.
                    if to_us {
                        own.get_or_insert_with(Vec::new);
                    }
                }
                key @ ("allow" | "disallow") => {
                    in_rules = true;
                    if value.is_empty() {
                        continue;
                    }
                    let rule = Rule { path: percent_decode_str(value).collect(), allows: key == "allow" };
                    if to_us {
                        own.get_or_insert_with(Vec::new).push(rule.clone());
                    }
                    if to_all {
                        all.get_or_insert_with(Vec::new).push(rule);
                    }
                }
                _ => {}
            }
        }
        Self(own.or(all).unwrap_or_default())
    }

    /// Whether the site lets Mailvet read `path`, query included.
    pub(super) fn allow(&self, path: &str) -> bool {
        let path: Vec<u8> = percent_decode_str(path).collect();
        let fitting = self.0.iter().filter(|rule| fits(&rule.path, &path));
        fitting.max_by_key(|rule| (rule.path.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }
}

/// Whether a path begins as the rule says; `*` is anything, a `$` at the end of the rule is the end of the path.
fn fits(rule: &[u8], path: &[u8]) -> bool {
    let (rule, whole) = match rule.strip_suffix(b"$") {
        Some(rule) => (rule, true),
        None => (rule, false),
    };
    let mut parts = rule.split(|byte| *byte == b'*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        last = Some(part);
        if part.is_empty() {
            continue;
        }
        let Some(at) = rest.windows(part.len()).position(|window| window == part) else { return false };
        rest = &rest[at + part.len()..];
    }
    // What a `*` stands for before the end of the path may be longer than its first fit.
    !whole || rest.is_empty() || last.is_some_and(|last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_group_counts_before_the_one_for_all() {
        let text =
            "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: MailVet/1.0\nDisallow: /private\n";
        let robots = Robots::read(text);
        assert!(robots.allow("/contact"));
        assert!(!robots.allow("/private/x"));
        // One group that speaks to both.
        assert!(!Robots::read("User-agent: mailvet\n\nUser-agent: *\nDisallow: /").allow("/"));
        assert!(Robots::read("User-agent: mailvet\nDisallow:\n\nUser-agent: *\nDisallow: /").allow("/a"));
    }

    #[test]
    fn the_longest_rule_decides_and_leave_wins_a_tie() {
        let robots = Robots::read("user-agent:*\ndisallow:/team # not yet\nallow:/team/open\nallow: /team\n");
        assert!(robots.allow("/team/x"));
        let robots = Robots::read("user-agent:*\nallow:/team\ndisallow:/team/closed\n");
        assert!(robots.allow("/team") && !robots.allow("/team/closed/1"));
    }

    #[test]
    fn stars_ends_and_encoded_letters_are_understood() {
        let robots = Robots::read("User-Agent: *\nDisallow: /*.php$\nDisallow: /a*b/\nDisallow: /%C3%BCber");
        for (path, may) in [
            ("/x.php", false),
            ("/x.php?y", true),
            ("/x.php.php", false),
            ("/axxb/", false),
            ("/axx", true),
            ("/\u{fc}ber-uns", false),
            ("/%c3%bcber-uns", false),
        ] {
            assert_eq!(robots.allow(path), may, "{path}");
        }
    }

    #[test]
    fn what_is_no_robots_txt_forbids_nothing() {
        for text in ["", "<html>Not found</html>", "Disallow: /", "User-agent: other\nDisallow: /"] {
            assert!(Robots::read(text).allow("/contact"), "{text}");
        }
    }
}
