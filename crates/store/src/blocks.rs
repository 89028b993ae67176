//! The rows of a list by the block: some dozens in one packed blob, each with the number of its address before its
//! cells. What goes through a million rows (an import, a search, an export) takes few steps in the database and little
//! room there, and one row is found within its block by counting.

use std::ops::Range;

use rusqlite::{CachedStatement, Connection, params};

use crate::{
    ListId, StoreError, cells, id,
    pack::{Packer, Unpacker},
};

/// A block ends with so many rows, or bytes: enough that they repeat each other, few enough that one row alone is read soon.
const ROWS: usize = 64;
const BYTES: usize = 8 << 10;

/// Bytes before the cells of a row: its address and their length.
const HEAD: usize = 8;

/// Rows in blocks on their way to the database.
#[derive(Default)]
pub(crate) struct Blocks {
    packer: Option<Packer>,
    /// The blocks that are full, packed, one behind the other.
    packed: Vec<u8>,
    full: Vec<Full>,
    /// The block in the making, and how many rows it has.
    block: Vec<u8>,
    rows: u32,
    /// Bytes of all rows.
    bytes: usize,
}

struct Full {
    rows: u32,
    /// Where its bytes end.
    end: usize,
    whole: u32,
}

impl Blocks {
    pub(crate) fn push<S: AsRef<str>>(
        &mut self,
        address: u32,
        cells: impl IntoIterator<Item = S>,
    ) -> Result<(), StoreError> {
        let head = self.block.len();
        self.block.extend_from_slice(&address.to_le_bytes());
        self.block.extend_from_slice(&[0; 4]);
        cells::pack(cells, &mut self.block);
        // No record is longer than 64 MiB when it is read.
        let length = u32::try_from(self.block.len() - head - HEAD).unwrap_or(u32::MAX);
        self.block[head + 4..head + HEAD].copy_from_slice(&length.to_le_bytes());
        self.rows += 1;
        self.bytes += self.block.len() - head;
        if self.rows as usize == ROWS || self.block.len() >= BYTES { self.end_block() } else { Ok(()) }
    }

    /// Bytes of all rows before they were packed.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Ends the block in the making.
    pub(crate) fn end_block(&mut self) -> Result<(), StoreError> {
        if self.rows == 0 {
            return Ok(());
        }
        let packer = match &mut self.packer {
            Some(packer) => packer,
            none => none.insert(Packer::new()?),
        };
        let whole = packer.pack(&self.block, &mut self.packed)?;
        self.full.push(Full { rows: self.rows, end: self.packed.len(), whole });
        self.block.clear();
        self.rows = 0;
        Ok(())
    }

    /// Takes what packs from the blocks before.
    pub(crate) fn following(before: &mut Self) -> Self {
        Self { packer: before.packer.take(), ..Self::default() }
    }

    /// Writes them; the first row has the number `first`.
    pub(crate) fn write(mut self, conn: &Connection, list: ListId, first: u32) -> Result<(), StoreError> {
        self.end_block()?;
        let mut insert =
            conn.prepare_cached("INSERT INTO row_block (id, rows, whole) VALUES (?1, ?2, ?3)")?;
        let (mut number, mut start) = (first, 0);
        for Full { rows, end, whole } in self.full {
            insert.execute(params![id::at(list, number), &self.packed[start..end], whole])?;
            number += rows;
            start = end;
        }
        Ok(())
    }
}

/// The rows of a block: the address and the place of the cells of each. A damaged one ends in a `None`.
fn places(block: &[u8]) -> impl Iterator<Item = Option<(u32, Range<usize>)>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let head = block.get(at..).filter(|rest| !rest.is_empty())?;
        let number = |from: usize| {
            let bytes = head.get(from..from + 4)?;
            Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        };
        let place = number(0).zip(number(4)).map(|(address, length)| {
            let from = at + HEAD;
            (address, from..from.saturating_add(length as usize))
        });
        let place = place.filter(|(_, cells)| cells.end <= block.len());
        at = place.as_ref().map_or(block.len(), |(_, cells)| cells.end);
        Some(place)
    })
}

/// Hands the address and the packed cells of the rows of all blocks from one id to another to `each`, until it answers `false`.
pub(crate) fn for_each(
    conn: &Connection,
    (first, last): (i64, i64),
    mut each: impl FnMut(u32, &[u8]) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let mut select =
        conn.prepare_cached("SELECT rows, whole FROM row_block WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
    let mut blocks = select.query([first, last])?;
    let (mut unpacker, mut block) = (Unpacker::new()?, Vec::new());
    while let Some(row) = blocks.next()? {
        unpacker.unpack(row.get_ref(0)?.as_blob().map_err(StoreError::damaged)?, row.get(1)?, &mut block)?;
        for place in places(&block) {
            let (address, cells) = place.ok_or_else(cut)?;
            if !each(address, &block[cells])? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Reads rows one by one; those of one block are read once.
pub(crate) struct BlockReader<'a> {
    select: CachedStatement<'a>,
    unpacker: Unpacker,
    list: ListId,
    /// The block at hand: its first row, its bytes, its rows.
    first: u32,
    block: Vec<u8>,
    rows: Vec<(u32, Range<usize>)>,
}

impl<'a> BlockReader<'a> {
    pub(crate) fn new(conn: &'a Connection, list: ListId) -> Result<Self, StoreError> {
        let select = conn.prepare_cached(
            "SELECT id, rows, whole FROM row_block WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1",
        )?;
        Ok(Self { select, unpacker: Unpacker::new()?, list, first: 0, block: Vec::new(), rows: Vec::new() })
    }

    /// The address and the packed cells of a row.
    pub(crate) fn row(&mut self, number: u32) -> Result<(u32, &[u8]), StoreError> {
        let at_hand = |reader: &Self| number.checked_sub(reader.first).map(|place| place as usize);
        if at_hand(self).is_none_or(|place| place >= self.rows.len()) {
            self.take(number)?;
        }
        let place = at_hand(self).and_then(|place| self.rows.get(place)).ok_or(StoreError::NO_ROW)?;
        Ok((place.0, &self.block[place.1.clone()]))
    }

    fn take(&mut self, number: u32) -> Result<(), StoreError> {
        let mut found = self.select.query([id::at(self.list, 0), id::at(self.list, number)])?;
        let row = found.next()?.ok_or(StoreError::NO_ROW)?;
        self.first = id::position(row.get(0)?);
        self.rows.clear();
        let packed = row.get_ref(1)?.as_blob().map_err(StoreError::damaged)?;
        self.unpacker.unpack(packed, row.get(2)?, &mut self.block)?;
        for place in places(&self.block) {
            self.rows.push(place.ok_or_else(cut)?);
        }
        Ok(())
    }
}

fn cut() -> StoreError {
    StoreError::damaged("a block of rows is cut")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_from_their_blocks_one_by_one_and_in_turn() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE TABLE row_block (id INTEGER PRIMARY KEY, rows BLOB NOT NULL, whole INTEGER NOT NULL)",
        )
        .unwrap();
        let list = ListId(3);
        let cells = |n: u32| vec![format!("row {n}"), "x".repeat(n as usize * 37 % 5_000)];
        let mut first = 0;
        for rows in [200_u32, 1, 64, 130] {
            let mut blocks = Blocks::default();
            (first..first + rows).for_each(|n| blocks.push(n / 2, cells(n)).unwrap());
            blocks.write(&conn, list, first).unwrap();
            first += rows;
        }
        let mut reader = BlockReader::new(&conn, list).unwrap();
        for n in (0..first).rev().chain([0, 199, 200, 201, 394]) {
            let (address, packed) = reader.row(n).unwrap();
            assert_eq!((address, cells::unpack(packed)), (n / 2, Some(cells(n))));
        }
        assert!(reader.row(first).is_err());
        let mut next = 0;
        for_each(&conn, id::all(list), |address, packed| {
            assert_eq!((address, cells::unpack(packed)), (next / 2, Some(cells(next))));
            next += 1;
            Ok(next < 300)
        })
        .unwrap();
        assert_eq!(next, 300);
    }

    #[test]
    fn a_cut_block_is_damage_and_not_fewer_rows() {
        let mut blocks = Blocks::default();
        blocks.push(1, ["anna"]).unwrap();
        for length in 1..blocks.block.len() {
            assert!(places(&blocks.block[..length]).any(|place| place.is_none()), "{length} bytes");
        }
        assert!(places(&blocks.block).all(|place| place.is_some()));
    }
}
