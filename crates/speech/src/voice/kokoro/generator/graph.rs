//! Following the edges of an ONNX graph backwards: what makes a value, of which weights, with which settings.

use std::collections::HashMap;

use crate::voice::onnx::{self, FLOAT, INT64, Node, Tensor, UINT8};

/// What was looked for, or what was found instead.
pub type Found<T> = Result<T, String>;

/// A graph by its edges.
pub struct Graph<'a> {
    nodes: &'a [Node],
    makers: HashMap<&'a str, usize>,
    weights: HashMap<&'a str, &'a Tensor>,
}

impl<'a> Graph<'a> {
    /// Of the nodes and weights of a model.
    pub fn new(graph: &'a onnx::Graph) -> Graph<'a> {
        let mut makers = HashMap::new();
        for (n, node) in graph.node.iter().enumerate() {
            makers.extend(node.output.iter().map(|value| (value.as_str(), n)));
        }
        Graph {
            nodes: &graph.node,
            makers,
            weights: graph.initializer.iter().map(|t| (t.name.as_deref().unwrap_or_default(), t)).collect(),
        }
    }

    /// The node that makes `value`; `None` for weights and for the graph's inputs.
    pub fn maker(&self, value: &str) -> Option<&'a Node> {
        self.makers.get(value).map(|&n| &self.nodes[n])
    }

    /// The node that makes `value`, if it is ONNX's own `op_type`.
    pub fn op(&self, value: &str, op_type: &str) -> Found<&'a Node> {
        match self.maker(value) {
            Some(node) if node.is(op_type) => Ok(node),
            Some(node) => {
                Err(format!("`{value}` comes from {}, not {op_type}", node.op_type.as_deref().unwrap_or("nothing")))
            }
            None => Err(format!("`{value}` comes from no {op_type}")),
        }
    }

    /// Whether `value` comes from ONNX's own `op_type`.
    pub fn is(&self, value: &str, op_type: &str) -> bool {
        self.maker(value).is_some_and(|node| node.is(op_type))
    }

    /// The input of the only-one-input operator `op_type` that makes `value`.
    pub fn before(&self, value: &str, op_type: &str) -> Found<&'a str> {
        input(self.op(value, op_type)?, 0)
    }

    /// Both inputs of the operator `op_type` that makes `value`, the one that `first` holds of first.
    pub fn pair(&self, value: &str, op_type: &str, first: impl Fn(&str) -> bool) -> Found<(&'a str, &'a str)> {
        let node = self.op(value, op_type)?;
        match (input(node, 0)?, input(node, 1)?) {
            (a, b) if first(a) => Ok((a, b)),
            (a, b) if first(b) => Ok((b, a)),
            _ => Err(format!("neither input of the {op_type} that makes `{value}` is what is looked for")),
        }
    }

    /// The weight `value`, of that type, and its shape.
    fn weight(&self, value: &str, data_type: i32) -> Found<(&'a Tensor, Vec<usize>)> {
        let tensor = *self.weights.get(value).ok_or_else(|| format!("`{value}` is no weight"))?;
        if tensor.data_type != Some(data_type) {
            return Err(format!("`{value}` has another type than looked for"));
        }
        Ok((tensor, tensor.dims.iter().filter_map(|&d| usize::try_from(d).ok()).collect()))
    }

    /// The weight `value` of floats and its shape.
    pub fn floats(&self, value: &str) -> Found<(Vec<f32>, Vec<usize>)> {
        let (tensor, dims) = self.weight(value, FLOAT)?;
        // small ones are written value by value
        let floats: Vec<f32> = match &tensor.raw_data {
            Some(data) => data.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect(),
            None => tensor.float_data.clone(),
        };
        if floats.len() == dims.iter().product::<usize>() { Ok((floats, dims)) } else { Err(cut_short(value)) }
    }

    /// The weight `value` of bytes and its shape.
    pub fn bytes(&self, value: &str) -> Found<(&'a [u8], Vec<usize>)> {
        let (tensor, dims) = self.weight(value, UINT8)?;
        match tensor.raw_data.as_deref() {
            Some(data) if data.len() == dims.iter().product::<usize>() => Ok((data, dims)),
            _ => Err(cut_short(value)),
        }
    }

    /// The weight `value` of `count` floats, whatever its shape.
    pub fn vector(&self, value: &str, count: usize) -> Found<Vec<f32>> {
        let (floats, _) = self.floats(value)?;
        if floats.len() == count { Ok(floats) } else { Err(format!("`{value}` has not {count} values")) }
    }

    /// The weight `value` of one float.
    pub fn scalar(&self, value: &str) -> Found<f32> {
        Ok(self.vector(value, 1)?[0])
    }

    /// The weight `value` of one byte.
    pub fn byte(&self, value: &str) -> Found<u8> {
        let (tensor, _) = self.weight(value, UINT8)?;
        match (tensor.raw_data.as_deref(), &tensor.int32_data[..]) {
            (Some(&[byte]), _) => Ok(byte),
            (None, &[byte]) => u8::try_from(byte).map_err(|_| cut_short(value)),
            _ => Err(cut_short(value)),
        }
    }

    /// The weight `value` of whole numbers.
    pub fn ints(&self, value: &str) -> Found<Vec<i64>> {
        let (tensor, _) = self.weight(value, INT64)?;
        Ok(match &tensor.raw_data {
            Some(data) => data.as_chunks().0.iter().map(|eight| i64::from_le_bytes(*eight)).collect(),
            None => tensor.int64_data.clone(),
        })
    }
}

fn cut_short(value: &str) -> String {
    format!("`{value}` has another size than looked for")
}

/// The input `n` of a node.
pub fn input(node: &Node, n: usize) -> Found<&str> {
    let name = node.name.as_deref().unwrap_or_default();
    node.input.get(n).map(String::as_str).filter(|i| !i.is_empty()).ok_or_else(|| format!("`{name}` lacks an input"))
}

/// Checks a setting of whole numbers; one that is left out has the value that ONNX gives it.
pub fn expect_ints(node: &Node, name: &str, left_out: &[i64], expected: &[i64]) -> Found<()> {
    let given = node.attribute(name).map_or_else(|| left_out.to_vec(), |a| a.i.map_or(a.ints.clone(), |i| vec![i]));
    if given == expected {
        return Ok(());
    }
    let node = node.name.as_deref().unwrap_or_default();
    Err(format!("`{node}` has {name} {given:?}, not {expected:?}"))
}
