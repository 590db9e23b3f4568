//! The whole product seen from outside; the tests are in `tests/`.
