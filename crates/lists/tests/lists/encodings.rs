//! Every encoding that lists come in: read as the letters that were meant, named, and written again as it was. Where
//! a guess is wrong it can be changed.

use std::fs;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_2, ISO_8859_15, MACINTOSH, SHIFT_JIS,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
};
use mailvet_lists::{Format, ListWriter, OurColumns, ReadOptions};

use crate::fixtures::{rows, text};

const WESTERN: &str = "Name;E-Mail;Ort\r\nJürgen Müßig;juergen@example.de;Köln\r\nZoë Françoise;zoe@example.fr;Nîmes\r\n\
                       José Peña;jose@example.es;Málaga\r\nGünther Groß;guenther@example.de;Lübeck\r\n";
const FRENCH: &str = "Nom;E-mail;Montant\r\nFrançoise Lecœur;francoise@example.fr;12 €\r\nÉlodie Dubœuf;elodie@example.fr;40 €\r\n";
const POLISH: &str = "Imię;E-mail;Miasto\r\nŁukasz Żądło;lukasz@example.pl;Łódź\r\nGrażyna Święta;grazyna@example.pl;Kraków\r\n\
                      Józef Źrebię;jozef@example.pl;Gdańsk\r\n";
const RUSSIAN: &str =
    "Имя;Почта;Город\r\nИван Петров;ivan@example.ru;Москва\r\nОльга Смирнова;olga@example.ru;Тверь\r\n";
const GREEK: &str = "Όνομα;Email;Πόλη\r\nΓιώργος Παπαδόπουλος;giorgos@example.gr;Αθήνα\r\nΕλένη Νικολάου;eleni@example.gr;Πάτρα\r\n";
const TURKISH: &str = "Ad;E-posta;Şehir\r\nÇağrı Yıldız;cagri@example.tr;İzmir\r\nAyşe Şahin;ayse@example.tr;Eskişehir\r\nGökçe Işık;gokce@example.tr;Muğla\r\n";
const HEBREW: &str =
    "שם;אימייל;עיר\r\nיוסי כהן;yossi@example.co.il;תל אביב\r\nרחל לוי;rachel@example.co.il;ירושלים\r\n";
const ARABIC: &str =
    "الاسم;البريد;المدينة\r\nأحمد علي;ahmad@example.eg;القاهرة\r\nفاطمة حسن;fatima@example.eg;الجيزة\r\n";
const JAPANESE: &str = "名前;メール;都市\r\n山田太郎;taro@example.jp;東京\r\n鈴木花子;hanako@example.jp;大阪\r\n佐藤かおり;kaori@example.jp;ひたち\r\n";
const CHINESE: &str = "姓名;邮箱;城市\r\n王小明;xiaoming@example.cn;北京\r\n李华;lihua@example.cn;上海\r\n张伟;zhangwei@example.cn;广州\r\n";
const TAIWANESE: &str =
    "姓名;電子郵件;城市\r\n陳小明;ming@example.tw;臺北\r\n林美華;meihua@example.tw;高雄\r\n";
const KOREAN: &str =
    "이름;이메일;도시\r\n김철수;chulsoo@example.kr;서울\r\n이영희;younghee@example.kr;부산\r\n";

const LISTS: &[(&str, &Encoding)] = &[
    (WESTERN, WINDOWS_1252),
    (WESTERN, MACINTOSH),
    (FRENCH, WINDOWS_1252),
    (FRENCH, ISO_8859_15),
    (POLISH, WINDOWS_1250),
    (POLISH, ISO_8859_2),
    (RUSSIAN, WINDOWS_1251),
    (RUSSIAN, encoding_rs::KOI8_U),
    (RUSSIAN, encoding_rs::IBM866),
    (RUSSIAN, encoding_rs::ISO_8859_5),
    (GREEK, WINDOWS_1253),
    (TURKISH, WINDOWS_1254),
    (HEBREW, WINDOWS_1255),
    (ARABIC, WINDOWS_1256),
    (JAPANESE, SHIFT_JIS),
    (JAPANESE, EUC_JP),
    (CHINESE, GBK),
    (TAIWANESE, BIG5),
    (KOREAN, EUC_KR),
];

fn cells_of(content: &str) -> Vec<Vec<String>> {
    content.lines().skip(1).map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

fn encoded(content: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(content);
    assert!(!lost, "{} cannot hold the list", encoding.name());
    bytes.into_owned()
}

/// The file written again without our columns: it has to be the file.
fn again(content: &[u8], options: &ReadOptions) -> Vec<u8> {
    let fixture = text(content);
    let source = fixture.open_with(options).unwrap();
    let out = fixture.beside("out.csv");
    let bare = OurColumns { chosen: Vec::new(), ..OurColumns::default() };
    let mut writer =
        ListWriter::create_with(&out, Format::Csv(source.layout().clone()), source.columns(), bare).unwrap();
    for row in source.rows() {
        writer.row(&row.unwrap(), None).unwrap();
    }
    assert_eq!(writer.remark(), None);
    writer.finish().unwrap();
    fs::read(out).unwrap()
}

#[test]
fn every_encoding_is_read_as_the_letters_that_were_meant() {
    for (content, encoding) in LISTS {
        let source = text(encoded(content, encoding)).open().unwrap();
        assert_eq!(rows(&source), cells_of(content), "{} as {}", encoding.name(), source.layout().encoding);
        assert_eq!(source.email_column(), Some(1), "{}", encoding.name());
        assert!(source.layout().header.is_some(), "{}", encoding.name());
        assert!(source.remarks().is_empty(), "{:?}", source.remarks());
    }
}

#[test]
fn every_encoding_goes_out_byte_by_byte_as_it_came_in() {
    for (content, encoding) in LISTS {
        let bytes = encoded(content, encoding);
        assert_eq!(again(&bytes, &ReadOptions::default()), bytes, "{}", encoding.name());
    }
}

#[test]
fn a_wrong_guess_can_be_changed_to_any_encoding() {
    for (label, encoding) in [("iso-8859-15", ISO_8859_15), ("gb18030", GB18030), ("macintosh", MACINTOSH)] {
        let content = if encoding == GB18030 { CHINESE } else { WESTERN };
        let bytes = encoded(content, encoding);
        let options = ReadOptions { encoding: Some(label.to_owned()), ..ReadOptions::default() };
        assert_eq!(rows(&text(&bytes).open_with(&options).unwrap()), cells_of(content), "{label}");
        assert_eq!(again(&bytes, &options), bytes, "{label}");
    }
}

#[test]
fn rare_chinese_letters_of_four_bytes_are_read() {
    let content =
        "姓名;邮箱\r\n𠮷野;yoshino@example.cn\r\n王小明;ming@example.cn\r\n李华;lihua@example.cn\r\n";
    let source = text(encoded(content, GB18030)).open().unwrap();
    assert_eq!(rows(&source), cells_of(content), "{}", source.layout().encoding);
}

#[test]
fn utf16_without_its_mark_is_known_in_every_script() {
    for content in [WESTERN, POLISH, RUSSIAN, GREEK, HEBREW, ARABIC, JAPANESE, CHINESE, KOREAN] {
        let little: Vec<u8> = content.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = content.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, name) in [(little, "UTF-16LE"), (big, "UTF-16BE")] {
            let source = text(&bytes).open().unwrap();
            assert_eq!(source.layout().encoding, name, "{content}");
            assert_eq!(rows(&source), cells_of(content));
            assert_eq!(again(&bytes, &ReadOptions::default()), bytes);
        }
    }
}

#[test]
fn nuls_amid_plain_text_do_not_make_it_utf16() {
    let mut content = b"email,note\n".to_vec();
    for n in 0..50 {
        content.extend_from_slice(format!("a{n}@example.com,x\0y\n").as_bytes());
    }
    assert_eq!(text(&content).open().unwrap().layout().encoding, "UTF-8");
}
