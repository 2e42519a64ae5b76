//! A graph cut into stages that run one after the other, so that what flows between them can be looked at and changed.

use std::collections::{HashMap, HashSet};

use prost::Message;

use crate::voice::onnx::{Graph, Model, Node};

/// A part of a graph that runs by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The values that it takes.
    pub inputs: Vec<String>,
    /// The values that it gives: what was asked for, and what later stages take.
    pub outputs: Vec<String>,
    /// The numbers of its nodes, ascending.
    nodes: Vec<usize>,
}

/// Cuts a graph: each stage makes its `targets` of what the stages before it and `given` do not make. What leads to no target is
/// in no stage.
///
/// # Errors
/// A target that the graph does not make.
pub fn cut(graph: &Graph, targets: &[Vec<String>], given: &[&str]) -> Result<Vec<Stage>, String> {
    let mut makers: HashMap<&str, usize> = HashMap::new();
    for (n, node) in graph.node.iter().enumerate() {
        makers.extend(node.output.iter().map(|value| (value.as_str(), n)));
    }
    let weights: HashSet<&str> = graph.initializer.iter().filter_map(|t| t.name.as_deref()).collect();
    let mut made: HashSet<&str> = given.iter().copied().collect();
    let mut stages = Vec::new();
    for targets in targets {
        let mut nodes = HashSet::new();
        let mut wanted: Vec<&str> = targets.iter().map(String::as_str).filter(|t| !made.contains(t)).collect();
        if let Some(unknown) = wanted.iter().find(|value| !makers.contains_key(*value)) {
            return Err(format!("the network has no `{unknown}`"));
        }
        while let Some(value) = wanted.pop() {
            let Some(&n) = makers.get(value).filter(|_| !made.contains(value)) else { continue };
            if nodes.insert(n) {
                wanted.extend(graph.node[n].input.iter().map(String::as_str).filter(|i| !weights.contains(i)));
            }
        }
        let mut nodes: Vec<usize> = nodes.into_iter().collect();
        nodes.sort_unstable();
        made.extend(nodes.iter().flat_map(|&n| graph.node[n].output.iter().map(String::as_str)));
        stages.push(Stage { inputs: Vec::new(), outputs: targets.clone(), nodes });
    }
    // From the last to the first: what a stage takes, an earlier one gives.
    let mut later: HashSet<&str> = HashSet::new();
    for (stage, targets) in stages.iter_mut().zip(targets).rev() {
        let own: HashSet<&str> =
            stage.nodes.iter().flat_map(|&n| graph.node[n].output.iter().map(String::as_str)).collect();
        let taken: HashSet<&str> = stage
            .nodes
            .iter()
            .flat_map(|&n| graph.node[n].input.iter().map(String::as_str))
            .filter(|value| !value.is_empty() && !own.contains(value) && !weights.contains(value))
            .collect();
        later.extend(targets.iter().map(String::as_str).filter(|target| !own.contains(target)));
        stage.outputs.retain(|value| own.contains(value.as_str()));
        stage.outputs.extend(own.intersection(&later).map(|value| value.to_string()));
        stage.outputs.sort_unstable();
        stage.outputs.dedup();
        stage.inputs = taken.iter().map(|value| value.to_string()).collect();
        stage.inputs.sort_unstable();
        later.extend(taken);
    }
    Ok(stages)
}

impl Stage {
    /// The stage as a model of its own: its nodes, and of the weights those that they use.
    pub fn model(&self, whole: &Model) -> Model {
        let Some(graph) = &whole.graph else { return Model::default() };
        let node: Vec<Node> = self.nodes.iter().map(|&n| graph.node[n].clone()).collect();
        let used: HashSet<&str> =
            node.iter().flat_map(|n| n.input.iter().chain(&n.output)).map(String::as_str).collect();
        let uses = |name: Option<&str>| name.is_some_and(|name| used.contains(name));
        let values = || graph.input.iter().chain(&graph.output).chain(&graph.value_info);
        let infos: HashMap<String, &Vec<u8>> = values().map(|info| (name_of(info), info)).collect();
        let info =
            |name: &String| infos.get(name).map_or_else(|| Named::of(name).encode_to_vec(), |info| info.to_vec());
        let flows = |info: &&Vec<u8>| {
            let name = name_of(info);
            used.contains(name.as_str()) && !self.inputs.contains(&name) && !self.outputs.contains(&name)
        };
        Model {
            graph: Some(Graph {
                initializer: graph.initializer.iter().filter(|t| uses(t.name.as_deref())).cloned().collect(),
                input: self.inputs.iter().map(info).collect(),
                output: self.outputs.iter().map(info).collect(),
                value_info: graph.value_info.iter().filter(flows).cloned().collect(),
                name: graph.name.clone(),
                node,
                ..Graph::default()
            }),
            ir_version: whole.ir_version,
            opset_import: whole.opset_import.clone(),
            ..Model::default()
        }
    }
}

/// Of `ValueInfoProto` the name.
#[derive(Clone, PartialEq, Message)]
struct Named {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
}

impl Named {
    fn of(name: &str) -> Named {
        Named { name: Some(name.into()) }
    }
}

fn name_of(info: &[u8]) -> String {
    Named::decode(info).ok().and_then(|named| named.name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::onnx::Tensor;

    fn names(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| value.to_string()).collect()
    }

    #[test]
    fn what_a_later_stage_takes_an_earlier_one_gives() {
        let node = vec![
            Node::new("Mul", &["x", "w"], "a"),
            Node::new("Relu", &["a"], "b"),
            Node::new("Relu", &["b"], "c"),
            Node::new("Neg", &["x"], "unused"),
            Node::new("Add", &["given", "a"], "d"),
            Node::new("Add", &["c", "d"], "e"),
        ];
        let initializer = vec![Tensor::floats("w", &[], &[2.0]), Tensor::floats("other", &[], &[3.0])];
        let whole = Model { graph: Some(Graph { node, initializer, ..Graph::default() }), ..Model::default() };
        let graph = whole.graph.as_ref().unwrap();
        let stages = cut(graph, &[names(&["b"]), names(&["e"])], &["x", "given"]).unwrap();
        let flow = |stage: &Stage| (stage.inputs.join(" "), stage.outputs.join(" "));
        assert_eq!(flow(&stages[0]), ("x".into(), "a b".into()));
        assert_eq!(flow(&stages[1]), ("a b given".into(), "e".into()));
        let part = stages[1].model(&whole).graph.unwrap();
        assert_eq!((part.node.len(), part.initializer.len(), part.input.len()), (3, 0, 3));
        assert_eq!(stages[0].model(&whole).graph.unwrap().initializer.len(), 1);
        assert_eq!(cut(graph, &[names(&["f"])], &["x"]).unwrap_err(), "the network has no `f`");
    }
}
