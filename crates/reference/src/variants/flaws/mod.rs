//! Named flaws: deployments that break exactly one clause each. One row in a table is one flaw.

mod iflychat;
mod userlogin;
mod webitel_login;
mod webitel_logout;

use super::Variant;

/// Every flaw there is, by API.
pub static FLAWS: &[Variant] = &ALL;

static ALL: [Variant; COUNT] = joined([iflychat::FLAWS, userlogin::FLAWS, webitel_login::FLAWS, webitel_logout::FLAWS]);
const COUNT: usize = iflychat::FLAWS.len() + userlogin::FLAWS.len() + webitel_login::FLAWS.len() + webitel_logout::FLAWS.len();

const fn joined<const N: usize, const TABLES: usize>(tables: [&[Variant]; TABLES]) -> [Variant; N] {
    let mut all = [tables[0][0]; N];
    let (mut table, mut row, mut at) = (0, 0, 0);
    while at < N {
        if row == tables[table].len() {
            table += 1;
            row = 0;
        } else {
            all[at] = tables[table][row];
            row += 1;
            at += 1;
        }
    }
    all
}
