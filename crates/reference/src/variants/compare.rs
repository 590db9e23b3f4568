//! Ways to compare a secret that take more than the right one: what careless servers do.

/// Takes `(right, given)`.
pub type Comparison = fn(&str, &str) -> bool;

/// Only as much as was given is compared.
pub fn given_is_a_prefix(right: &str, given: &str) -> bool {
    !given.is_empty() && right.starts_with(given)
}

/// Only as much as is right is compared: anything may follow.
pub fn right_is_a_prefix(right: &str, given: &str) -> bool {
    given.starts_with(right)
}

/// Only the end is compared: anything may stand before.
pub fn right_is_an_end(right: &str, given: &str) -> bool {
    given.ends_with(right)
}

/// Upper and lower case of the first letter are one, as a phone's keyboard has them.
pub fn without_case_of_the_first(right: &str, given: &str) -> bool {
    let rest = |text: &str| text.chars().skip(1).collect::<String>();
    rest(right) == rest(given)
        && right.chars().next().map(|ch| ch.to_ascii_lowercase()) == given.chars().next().map(|ch| ch.to_ascii_lowercase())
}

/// What stands between `<` and `>` is taken out first.
pub fn without_markup(right: &str, given: &str) -> bool {
    let mut inside = false;
    let bare: String = given
        .chars()
        .filter(|&ch| {
            let outside = !inside && ch != '<';
            inside = (inside || ch == '<') && ch != '>';
            outside
        })
        .collect();
    right == bare
}

/// The last character is not looked at.
pub fn all_but_the_last(right: &str, given: &str) -> bool {
    let length = right.chars().count();
    given.chars().count() == length && right.chars().zip(given.chars()).take(length - 1).all(|(right, given)| right == given)
}

/// Upper and lower case are one.
pub fn without_case(right: &str, given: &str) -> bool {
    right.to_lowercase() == given.to_lowercase()
}

/// White space around it is not part of it.
pub fn trimmed(right: &str, given: &str) -> bool {
    right == given.trim()
}

/// The first 8 bytes decide, as with the `crypt` of old.
pub fn first_8(right: &str, given: &str) -> bool {
    first(8, right, given)
}

/// The first 72 bytes decide, as with bcrypt.
pub fn first_72(right: &str, given: &str) -> bool {
    first(72, right, given)
}

fn first(count: usize, right: &str, given: &str) -> bool {
    let cut = |text: &str| text.as_bytes().get(..count).map(<[u8]>::to_vec);
    cut(right).is_some() && cut(right) == cut(given)
}

/// The string ends at the first NUL.
pub fn until_nul(right: &str, given: &str) -> bool {
    given.split('\0').next() == Some(right)
}

/// `%` stands for anything, as in SQL's LIKE.
pub fn as_a_pattern(right: &str, given: &str) -> bool {
    given.split_once('%').is_some_and(|(before, after)| right.starts_with(before) && right.ends_with(after))
}

/// The same characters in any order.
pub fn any_order(right: &str, given: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<_> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(right) == sorted(given)
}

/// As many characters as the right one has.
pub fn same_length(right: &str, given: &str) -> bool {
    right.chars().count() == given.chars().count()
}

/// Anything but nothing.
pub fn not_empty(_: &str, given: &str) -> bool {
    !given.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "Nine-Bright-Lanterns";

    #[test]
    fn each_takes_the_right_one_and_more() {
        let rows: [(Comparison, &str); 12] = [
            (given_is_a_prefix, "Nine"),
            (right_is_a_prefix, "Nine-Bright-Lanterns!"),
            (right_is_an_end, "my Nine-Bright-Lanterns"),
            (without_case_of_the_first, "nine-Bright-Lanterns"),
            (without_markup, "<b>Nine-Bright</b>-Lanterns<br>"),
            (all_but_the_last, "Nine-Bright-LanternX"),
            (without_case, "NINE-bright-lanterns"),
            (trimmed, " Nine-Bright-Lanterns"),
            (first_8, "Nine-Bri and more"),
            (until_nul, "Nine-Bright-Lanterns\0x"),
            (any_order, "snretnaL-thgirB-eniN"),
            (same_length, "xxxxxxxxxxxxxxxxxxxx"),
        ];
        for (at, (comparison, given)) in rows.into_iter().enumerate() {
            assert!(comparison(RIGHT, RIGHT), "row {at}");
            assert!(comparison(RIGHT, given), "row {at}");
            assert!(!comparison(RIGHT, "wrong"), "row {at}");
        }
        assert!(as_a_pattern(RIGHT, "%") && !as_a_pattern(RIGHT, RIGHT));
    }
}
