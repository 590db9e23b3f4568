//! A document of any number of operations.

/// So many `GET` operations with one parameter and one documented answer.
pub fn document(operations: usize) -> String {
    let paths: Vec<String> = (0..operations)
        .map(|number| {
            format!(
                r##""/items/{number}/{{id}}": {{"get": {{"operationId": "item{number}", "parameters": [{{"name": "id", "in": "path", "required": true,
                "schema": {{"type": "integer", "minimum": 1, "maximum": 1000}}}}], "responses": {{"200": {{"description": "An item.", "content": {{
                "application/json": {{"schema": {{"$ref": "#/components/schemas/Item"}}}}}}}}, "400": {{"description": "No."}}}}}}}}"##
            )
        })
        .collect();
    format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "Items", "version": "1"}}, "paths": {{{}}}, "components": {{"schemas": {{"Item": {{"type": "object",
        "required": ["id", "name", "tags"], "properties": {{"id": {{"type": "integer"}}, "name": {{"type": "string", "minLength": 1}},
        "tags": {{"type": "array", "items": {{"type": "string"}}}}}}}}}}}}}}"#,
        paths.join(",\n")
    )
}
