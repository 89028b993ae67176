//! Writes `names.fst`, `letters.bin` and `manners.bin` from the tables that `scripts/build-names` makes.

use std::{collections::HashMap, fs, path::Path};

use anyhow::{Context, Result};
use mailvet_verdict::{letter_table, manner_table};

/// Where the search for manners of writing begins: locales whose names look alike, by how a locale begins; and common names of
/// languages that the locales have in other scripts only.
const BEGINNINGS: [(&str, &str); 16] = [
    ("en_US en_GB en_NZ", "smith jones taylor brown wilson walker wright clarke green baker"),
    ("ga_IE en_IE", "murphy kelly sullivan walsh byrne"),
    ("de_", "schneider fischer weber wagner becker schulz hoffmann"),
    ("nl_ sv_ da_ no_", "jansen larsson hansen visser nilsson"),
    ("fr_", "dupont moreau laurent lefebvre"),
    ("es_ pt_", "garcia fernandez rodrigues pereira silva"),
    ("it_ ro_", "rossi esposito ricci popescu"),
    ("pl_ cs_ sk_", "kowalski nowak novotny horvath"),
    ("ru_ uk_ bg_ mk_ hr_ sl_ lt_ lv_", "ivanov petrova kovalenko jovanovic"),
    ("fi_ et_ hu_", "virtanen korhonen nagy"),
    (
        "zh_",
        "wang zhang chen yang huang zhao zhou zhu xu gao guo luo zheng liang xie tang feng deng cao peng zeng xiao tian dong pan yuan jiang cai wei xue qian qiang jun ming hong ping xin yong jie peng bin hua ying xiaoming jianhua zhiqiang guoqiang xiaodong weiming",
    ),
    (
        "ko_",
        "kim park choi jung kang cho yoon jang lim seo shin kwon hwang ahn yoo jeong bae baek heo noh joo woo jeon hyun seung jin young sung joon hee kyung sang hyung min jae dong hyeon seok jihoon minsu sanghoon jaehyun youngjin seungwoo",
    ),
    (
        "ja_",
        "sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato yoshida yamada sasaki matsumoto inoue kimura shimizu hayashi saito yamaguchi mori ikeda hashimoto ishikawa ogawa hiroshi takashi kenji yuki akira masahiro yoshihiro kazuya tetsuya naoki shinichi",
    ),
    (
        "en_IN en_PK",
        "kumar singh sharma gupta patel reddy rao krishnan iyer nair menon das ghosh banerjee chakraborty mukherjee agarwal jain mehta shah desai joshi kulkarni patil srinivasan subramanian venkatesan ramakrishnan rajesh sanjay vijay anil sunil amit rahul deepak manish suresh ramesh ganesh prakash",
    ),
    (
        "tr_ az_ uz_ id_",
        "yilmaz kaya demir ahmed hassan hussein mohammed khan ibrahim youssef mahmoud mustafa",
    ),
    ("zu_ yo_ ig_ ha_ tw_ sw en_NG", "okafor adebayo nkosi"),
];

pub(crate) fn write(table: &Path, locales: &Path, folder: &Path) -> Result<()> {
    let text = fs::read_to_string(table)?;
    let mut map = fst::MapBuilder::memory();
    let (mut words, mut plain) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [word, given, family, given_share, family_share] = cells.as_slice() else {
            anyhow::bail!("a line of the table has {} cells: {line}", cells.len());
        };
        let level = |cell: &str| cell.parse::<u64>().context("a level is a number");
        map.insert(word, level(given)? << 4 | level(family)?)?;
        // A name that a thousandth of all people share must not drown the letters of the rare ones.
        let share: f64 = given_share.parse::<f64>()? + family_share.parse::<f64>()?;
        words.push(((*word).to_owned(), 1.0 + (share * 1e7).sqrt()));
        plain.push(((*word).to_owned(), 1.0 + (1.0 + share * 1e7).ln()));
    }
    let begins = begins(locales)?;
    fs::write(folder.join("names.fst"), map.into_inner()?)?;
    fs::write(folder.join("letters.bin"), letter_table(&words))?;
    fs::write(folder.join("manners.bin"), manner_table(&plain, |word| begins.get(word).copied()))?;
    println!("{} names written", words.len());
    Ok(())
}

/// The manner in which a name seems to be written that locales of one beginning alone have.
fn begins(locales: &Path) -> Result<HashMap<String, usize>> {
    let mut found: HashMap<String, Option<usize>> = HashMap::new();
    for line in fs::read_to_string(locales)?.lines() {
        let mut cells = line.split('\t');
        let (Some(locale), Some(name)) = (cells.next(), cells.nth(1)) else { continue };
        let of = |begins: &str| begins.split(' ').any(|begin| locale.starts_with(begin));
        let Some(manner) = BEGINNINGS.iter().position(|(begins, _)| of(begins)) else { continue };
        let known = found.entry(name.to_lowercase()).or_insert(Some(manner));
        *known = known.filter(|known| *known == manner);
    }
    for (manner, (_, names)) in BEGINNINGS.iter().enumerate() {
        found.extend(names.split(' ').map(|name| (name.to_owned(), Some(manner))));
    }
    Ok(found.into_iter().filter_map(|(name, manner)| Some((name, manner?))).collect())
}
