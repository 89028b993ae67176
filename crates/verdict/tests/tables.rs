//! What the tables of `assets/rules` promise as files, beyond what the program needs of them: whoever reads a row finds
//! where it is known from, and no row stands for another.

use std::collections::HashMap;

fn rows(table: &str, name: &str) -> Vec<toml::Table> {
    let table: toml::Table = table.parse().expect("TOML");
    table[name].as_array().expect("rows").iter().map(|row| row.as_table().expect("a row").clone()).collect()
}

fn text<'r>(row: &'r toml::Table, key: &str) -> &'r str {
    row.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

#[test]
fn every_row_says_where_such_replies_are_known_from() {
    for row in rows(include_str!("../../../assets/rules/replies.toml"), "reply") {
        assert!(text(&row, "source").len() > 5, "{}", text(&row, "id"));
    }
}

#[test]
fn no_two_rows_share_an_id_or_an_example() {
    for key in ["id", "example"] {
        let mut seen: HashMap<String, String> = HashMap::new();
        for row in rows(include_str!("../../../assets/rules/replies.toml"), "reply") {
            let id = text(&row, "id").to_owned();
            if let Some(earlier) = seen.insert(text(&row, key).to_owned(), id.clone()) {
                panic!("{earlier} and {id} have one {key}");
            }
        }
    }
}
