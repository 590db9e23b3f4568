//! Filter expressions (RFC 9535, 2.3.5.1) and the types of what stands in them (2.4.3).

use super::parse::Parser;
use super::syntax::{Call, Comparison, Function, Kind, Logical, Operand, Query};
use serde_json::Value;

impl Parser<'_> {
    /// `a && b || c`
    pub fn logical(&mut self) -> Result<Logical, String> {
        let mut all =
            self.list("||", |parser| parser.list("&&", Self::basic).map(|mut all| single(&mut all).unwrap_or(Logical::And(all))))?;
        Ok(single(&mut all).unwrap_or(Logical::Or(all)))
    }

    /// Parts with an operator between them; blanks behind the last one are left.
    fn list(&mut self, operator: &str, part: impl Fn(&mut Self) -> Result<Logical, String>) -> Result<Vec<Logical>, String> {
        let mut all = vec![part(self)?];
        loop {
            let behind = self.mark();
            self.blanks();
            if !self.take(operator) {
                self.back_to(behind);
                return Ok(all);
            }
            self.blanks();
            all.push(part(self)?);
        }
    }

    /// A comparison, a test, or an expression in parentheses.
    fn basic(&mut self) -> Result<Logical, String> {
        if self.take("!") {
            self.blanks();
            let negated =
                if self.peek() == Some('(') { self.parenthesis()? } else { self.operand().and_then(|operand| self.test(operand))? };
            return Ok(Logical::Not(Box::new(negated)));
        }
        if self.peek() == Some('(') {
            return self.parenthesis();
        }
        let left = self.operand()?;
        let behind = self.mark();
        self.blanks();
        let Some(comparison) = self.comparison() else {
            self.back_to(behind);
            return self.test(left);
        };
        let left = self.comparable(left)?;
        self.blanks();
        let right = self.operand()?;
        Ok(Logical::Compare(left, comparison, self.comparable(right)?))
    }

    fn parenthesis(&mut self) -> Result<Logical, String> {
        self.take("(");
        self.blanks();
        let inner = self.within(Self::logical)?;
        self.blanks();
        if self.take(")") { Ok(inner) } else { Err(self.wrong("`)` belongs here")) }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        const OPERATORS: [(&str, Comparison); 6] = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        OPERATORS.into_iter().find(|(text, _)| self.take(text)).map(|(_, comparison)| comparison)
    }

    /// A literal, a query or a function call.
    fn operand(&mut self) -> Result<Operand, String> {
        match self.peek() {
            Some('\'' | '"') => self.string().map(|string| Operand::Literal(Value::String(string))),
            Some('-' | '0'..='9') => self.number().map(Operand::Literal),
            Some('$' | '@') => {
                let relative = self.take("@");
                if !relative {
                    self.take("$");
                }
                self.segments().map(|segments| Operand::Query(Query { relative, segments }))
            }
            Some('a'..='z') => self.word(),
            _ => Err(self.wrong("a query (`@…`, `$…`), a literal or a function belongs here")),
        }
    }

    /// `true`, `false`, `null` or a function's name.
    fn word(&mut self) -> Result<Operand, String> {
        let mark = self.mark();
        let word = self.take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if self.take("(") {
            let Some(function) = Function::named(word) else {
                self.back_to(mark);
                return Err(self.wrong("this function is not one of `length`, `count`, `match`, `search` and `value`"));
            };
            let arguments = self.within(|parser| parser.arguments(function))?;
            return Ok(Operand::Call(Call { function, arguments }));
        }
        match word {
            "true" => Ok(Operand::Literal(Value::Bool(true))),
            "false" => Ok(Operand::Literal(Value::Bool(false))),
            "null" => Ok(Operand::Literal(Value::Null)),
            _ => {
                self.back_to(mark);
                Err(self.wrong("this word is neither `true`, `false` or `null` nor a function with `(` right behind it"))
            }
        }
    }

    /// Behind `(`, up to `)`.
    fn arguments(&mut self, function: Function) -> Result<Vec<Operand>, String> {
        let mut arguments = Vec::new();
        for (index, kind) in function.parameters().iter().enumerate() {
            self.blanks();
            if index > 0 {
                if !self.take(",") {
                    return Err(self.wrong(&format!("`{}` takes {} arguments", function.name(), function.parameters().len())));
                }
                self.blanks();
            }
            let argument = self.operand()?;
            let fits = match (&argument, kind) {
                (Operand::Query(_), Kind::Nodes) => true,
                (Operand::Query(query), Kind::Value) => query.is_singular(),
                (Operand::Literal(_), kind) => *kind == Kind::Value,
                (Operand::Call(call), kind) => call.function.result() == *kind,
                (Operand::Query(_), Kind::Logical) => false,
            };
            if !fits {
                let wanted = if *kind == Kind::Nodes {
                    "a query"
                } else {
                    "a value: a literal, a query for one value, or a function that gives one"
                };
                return Err(self.wrong(&format!("what stands before this is not what `{}` takes there: {wanted}", function.name())));
            }
            arguments.push(argument);
        }
        self.blanks();
        if self.take(")") { Ok(arguments) } else { Err(self.wrong(&format!("`)` belongs here: `{}` has all it takes", function.name()))) }
    }

    fn test(&self, operand: Operand) -> Result<Logical, String> {
        let is_test = match &operand {
            Operand::Query(_) => true,
            Operand::Call(call) => call.function.result() == Kind::Logical,
            Operand::Literal(_) => false,
        };
        if is_test {
            Ok(Logical::Test(operand))
        } else {
            Err(self.wrong("what stands before this is a value and has to be compared with another"))
        }
    }

    fn comparable(&self, operand: Operand) -> Result<Operand, String> {
        let is_value = match &operand {
            Operand::Query(query) => query.is_singular(),
            Operand::Call(call) => call.function.result() == Kind::Value,
            Operand::Literal(_) => true,
        };
        if is_value { Ok(operand) } else { Err(self.wrong("what is compared before this is not one value at most")) }
    }
}

/// The only one.
fn single(all: &mut Vec<Logical>) -> Option<Logical> {
    if all.len() == 1 { all.pop() } else { None }
}
