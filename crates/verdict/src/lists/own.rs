//! What the user says of domains: that one is no throw-away, forwarding or misspelt one whatever the lists hold, or that it is a
//! throw-away one. A line a domain, `allow acme.example` or `deny acme.example`; the nearest domain above a name decides.

use std::collections::BTreeMap;

use super::{ListError, at_and_above, update::domain};

/// What the user says of domains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnDomains(BTreeMap<String, Say>);

/// What the user says of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Say {
    /// It is an ordinary domain.
    Allow,
    /// It is a throw-away one.
    Deny,
}

impl Say {
    /// As it is written.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

impl OwnDomains {
    /// Reads the lines of the user's file.
    ///
    /// # Errors
    /// The first line that says something else.
    pub fn read(text: &str) -> Result<Self, ListError> {
        let mut own = Self::default();
        let lines = text.lines().map(str::trim).enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let wrong = || ListError::NoDomain { line: at + 1, text: line.to_owned() };
            let (say, name) = line.split_once(' ').ok_or_else(wrong)?;
            let say = match say {
                "allow" => Say::Allow,
                "deny" => Say::Deny,
                _ => return Err(wrong()),
            };
            own.0.insert(domain(name).ok_or_else(wrong)?, say);
        }
        Ok(own)
    }

    /// The lines of the user's file.
    #[must_use]
    pub fn written(&self) -> String {
        self.lines().map(|(domain, say)| format!("{} {domain}\n", say.code())).collect()
    }

    /// Every domain with what is said of it.
    pub fn lines(&self) -> impl Iterator<Item = (&str, Say)> {
        self.0.iter().map(|(domain, say)| (domain.as_str(), *say))
    }

    /// Says it of a domain as it was typed, in place of what was said before; answers whether that is new.
    ///
    /// # Errors
    /// The text is no domain.
    pub fn say(&mut self, say: Say, typed: &str) -> Result<bool, ListError> {
        let name = domain(typed).ok_or_else(|| ListError::NoDomain { line: 1, text: typed.to_owned() })?;
        Ok(self.0.insert(name, say) != Some(say))
    }

    /// Takes back what was said of a domain as it was typed; answers whether there was anything.
    ///
    /// # Errors
    /// The text is no domain.
    pub fn take_back(&mut self, say: Say, typed: &str) -> Result<bool, ListError> {
        let name = domain(typed).ok_or_else(|| ListError::NoDomain { line: 1, text: typed.to_owned() })?;
        Ok(self.0.get(&name) == Some(&say) && self.0.remove(&name).is_some())
    }

    pub(super) fn says(&self, domain: &str) -> Option<Say> {
        if self.0.is_empty() {
            return None;
        }
        at_and_above(domain).find_map(|name| self.0.get(name).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_written_and_read_again() {
        let mut own = OwnDomains::default();
        assert!(
            own.say(Say::Allow, "@Acme.Example").unwrap() && own.say(Say::Deny, "m\u{fc}ll.example").unwrap()
        );
        assert!(!own.say(Say::Allow, "acme.example").unwrap());
        assert_eq!(own.written(), "allow acme.example\ndeny xn--mll-hoa.example\n");
        assert_eq!(OwnDomains::read(&own.written()).unwrap(), own);
        assert!(!own.take_back(Say::Deny, "acme.example").unwrap());
        assert!(own.take_back(Say::Allow, "acme.example").unwrap());
        assert!(own.say(Say::Deny, "not a domain").is_err() && OwnDomains::read("maybe a.example").is_err());
    }
}
