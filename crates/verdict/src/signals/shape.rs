//! Whether a local part looks like random keys. The rule is narrow on purpose: initials, syllables without vowels
//! (`krk`, `vlk`, `brzęczyszczykiewicz`) and year numbers are how people are called.
//!
//! It holds where one of these does, over ASCII letters and digits alone:
//! * a long machine number: 16 hexadecimal digits or more, letters among them and at least four digits, or a UUID;
//! * letters and digits that change places five times or more within ten characters or more (`x7k2p9q4mz`);
//! * a word with nine consonants in a row, where `y`, `w`, `l` and `r` count as vowels and
//!   fewer than one letter in seven is a vowel (`dfgkjhdfkg`);
//! * a word of eight letters or more with four or more pairs that no language that people are named in knows (`xqjzvkqw`);
//! * a walk along the keyboard: six neighbouring keys or more make up the whole word (`asdfghjk`, `qwertyuiop`).

const ROWS: [&str; 6] = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop"];

/// Pairs of letters inside words that do not occur in names written in Latin letters, Chinese and Vietnamese included.
const STRANGE: &str = " bq bx cj cx dx fq fx fz hx jb jc jd jf jg jh jl jm jp jq jt jv jw jx jz kq kx lq lx mq mx pq px qb \
                       qc qd qf qg qh qj qk ql qm qn qp qr qs qt qv qw qx qy qz vf vj vq vw vx wj wq wv wx xb xd xf xg xj \
                       xk xl xm xn xp xq xr xs xv xw xz zf zq zx zs ";

/// Whether `base`, lower case and without its tag, looks like random keys.
pub(super) fn is_gibberish(base: &str) -> bool {
    if !base.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
        return false;
    }
    let mut words = base.split(['.', '-', '_']);
    is_uuid(base)
        || words.any(|word| is_machine_number(word) || alternates(word))
        || base.split(|c: char| !c.is_ascii_lowercase()).any(is_mash)
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(|group| is_hex(group))
}

fn is_machine_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() >= 16 && is_hex(word) && digits >= 4 && digits < word.len()
}

fn is_hex(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_hexdigit())
}

fn alternates(word: &str) -> bool {
    let kinds = word.as_bytes().windows(2);
    word.len() >= 10 && kinds.filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count() >= 5
}

fn is_mash(word: &str) -> bool {
    if word.len() < 6 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return false;
    }
    if is_walk(word) {
        return true;
    }
    if word.len() < 8 {
        return false;
    }
    let strange = (0..word.len() - 1).filter(|at| is_strange(&word[*at..at + 2])).count();
    let vowels = word.bytes().filter(|b| is_vowel(*b)).count();
    let run = word.as_bytes().split(|b| is_vowel(*b)).map(<[u8]>::len).max().unwrap_or(0);
    strange >= 4 || (run >= 9 && vowels * 7 < word.len())
}

fn is_vowel(letter: u8) -> bool {
    b"aeiouywlr".contains(&letter)
}

fn is_strange(pair: &str) -> bool {
    STRANGE.split(' ').any(|strange| strange == pair)
}

/// Whether the whole word goes along a row of keys, forwards or backwards.
fn is_walk(word: &str) -> bool {
    let reversed: String = word.chars().rev().collect();
    ROWS.iter().any(|row| row.contains(word) || row.contains(&reversed))
}
