//! The parts of an ONNX graph that the repair looks into, as protobuf messages.
//!
//! Field numbers are those of `onnx.proto` (ONNX 1.19). A message that the repair never opens (types, subgraphs, meta
//! data) is kept as the bytes it came in, which on the wire is the same thing. prost drops fields it does not know, so
//! [`Model::read`] checks that writing the model back gives the very bytes that were read.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use prost::Message;
use prost::bytes::Bytes;

/// `TensorProto.DataType.FLOAT`.
pub const FLOAT: i32 = 1;
/// `TensorProto.DataType.UINT8`.
pub const UINT8: i32 = 2;
/// `TensorProto.DataType.INT64`.
pub const INT64: i32 = 7;

/// `ModelProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Model {
    /// The version of the format.
    #[prost(int64, optional, tag = "1")]
    pub ir_version: Option<i64>,
    /// The tool that wrote the model.
    #[prost(string, optional, tag = "2")]
    pub producer_name: Option<String>,
    /// Its version.
    #[prost(string, optional, tag = "3")]
    pub producer_version: Option<String>,
    /// The model's namespace.
    #[prost(string, optional, tag = "4")]
    pub domain: Option<String>,
    /// The version of the graph.
    #[prost(int64, optional, tag = "5")]
    pub model_version: Option<i64>,
    /// Free text.
    #[prost(string, optional, tag = "6")]
    pub doc_string: Option<String>,
    /// The graph.
    #[prost(message, optional, tag = "7")]
    pub graph: Option<Graph>,
    /// Which operators of which versions the graph may use.
    #[prost(bytes = "vec", repeated, tag = "8")]
    pub opset_import: Vec<Vec<u8>>,
    /// Pairs of strings.
    #[prost(bytes = "vec", repeated, tag = "14")]
    pub metadata_props: Vec<Vec<u8>>,
    /// How it was trained.
    #[prost(bytes = "vec", repeated, tag = "20")]
    pub training_info: Vec<Vec<u8>>,
    /// Functions of the model's own.
    #[prost(bytes = "vec", repeated, tag = "25")]
    pub functions: Vec<Vec<u8>>,
    /// Devices.
    #[prost(bytes = "vec", repeated, tag = "26")]
    pub configuration: Vec<Vec<u8>>,
}

/// `GraphProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Graph {
    /// The operators, in an order in which they can run.
    #[prost(message, repeated, tag = "1")]
    pub node: Vec<Node>,
    /// The graph's name.
    #[prost(string, optional, tag = "2")]
    pub name: Option<String>,
    /// The weights.
    #[prost(message, repeated, tag = "5")]
    pub initializer: Vec<Tensor>,
    /// Free text.
    #[prost(string, optional, tag = "10")]
    pub doc_string: Option<String>,
    /// Names and types of the inputs.
    #[prost(bytes = "vec", repeated, tag = "11")]
    pub input: Vec<Vec<u8>>,
    /// Names and types of the outputs.
    #[prost(bytes = "vec", repeated, tag = "12")]
    pub output: Vec<Vec<u8>>,
    /// Names and types of what flows between.
    #[prost(bytes = "vec", repeated, tag = "13")]
    pub value_info: Vec<Vec<u8>>,
    /// Notes on quantised tensors.
    #[prost(bytes = "vec", repeated, tag = "14")]
    pub quantization_annotation: Vec<Vec<u8>>,
    /// Sparse weights.
    #[prost(bytes = "vec", repeated, tag = "15")]
    pub sparse_initializer: Vec<Vec<u8>>,
    /// Pairs of strings.
    #[prost(bytes = "vec", repeated, tag = "16")]
    pub metadata_props: Vec<Vec<u8>>,
}

/// `NodeProto`: one operator.
#[derive(Clone, PartialEq, Message)]
pub struct Node {
    /// Names of what it takes; an empty name is an input left out.
    #[prost(string, repeated, tag = "1")]
    pub input: Vec<String>,
    /// Names of what it gives.
    #[prost(string, repeated, tag = "2")]
    pub output: Vec<String>,
    /// Its own name.
    #[prost(string, optional, tag = "3")]
    pub name: Option<String>,
    /// `MatMul`, `Conv` ...
    #[prost(string, optional, tag = "4")]
    pub op_type: Option<String>,
    /// Its settings.
    #[prost(message, repeated, tag = "5")]
    pub attribute: Vec<Attribute>,
    /// Free text.
    #[prost(string, optional, tag = "6")]
    pub doc_string: Option<String>,
    /// Whose operator it is; none: ONNX's.
    #[prost(string, optional, tag = "7")]
    pub domain: Option<String>,
    /// Which overload of a function.
    #[prost(string, optional, tag = "8")]
    pub overload: Option<String>,
    /// Pairs of strings.
    #[prost(bytes = "vec", repeated, tag = "9")]
    pub metadata_props: Vec<Vec<u8>>,
    /// Devices.
    #[prost(bytes = "vec", repeated, tag = "10")]
    pub device_configurations: Vec<Vec<u8>>,
}

/// `AttributeProto`: one setting of an operator.
#[derive(Clone, PartialEq, Message)]
pub struct Attribute {
    /// `pads`, `perm` ...
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// A float.
    #[prost(float, optional, tag = "2")]
    pub f: Option<f32>,
    /// A whole number.
    #[prost(int64, optional, tag = "3")]
    pub i: Option<i64>,
    /// Text.
    #[prost(bytes = "vec", optional, tag = "4")]
    pub s: Option<Vec<u8>>,
    /// A tensor.
    #[prost(bytes = "vec", optional, tag = "5")]
    pub t: Option<Vec<u8>>,
    /// A graph.
    #[prost(bytes = "vec", optional, tag = "6")]
    pub g: Option<Vec<u8>>,
    /// Floats.
    #[prost(float, repeated, packed = "false", tag = "7")]
    pub floats: Vec<f32>,
    /// Whole numbers.
    #[prost(int64, repeated, packed = "false", tag = "8")]
    pub ints: Vec<i64>,
    /// Texts.
    #[prost(bytes = "vec", repeated, tag = "9")]
    pub strings: Vec<Vec<u8>>,
    /// Tensors.
    #[prost(bytes = "vec", repeated, tag = "10")]
    pub tensors: Vec<Vec<u8>>,
    /// Graphs.
    #[prost(bytes = "vec", repeated, tag = "11")]
    pub graphs: Vec<Vec<u8>>,
    /// Free text.
    #[prost(string, optional, tag = "13")]
    pub doc_string: Option<String>,
    /// A type.
    #[prost(bytes = "vec", optional, tag = "14")]
    pub tp: Option<Vec<u8>>,
    /// Types.
    #[prost(bytes = "vec", repeated, tag = "15")]
    pub type_protos: Vec<Vec<u8>>,
    /// Which of the fields holds the value: 1 float, 2 int, 3 string, 7 ints.
    #[prost(int32, optional, tag = "20")]
    pub r#type: Option<i32>,
    /// The function's attribute that this one stands for.
    #[prost(string, optional, tag = "21")]
    pub ref_attr_name: Option<String>,
    /// A sparse tensor.
    #[prost(bytes = "vec", optional, tag = "22")]
    pub sparse_tensor: Option<Vec<u8>>,
    /// Sparse tensors.
    #[prost(bytes = "vec", repeated, tag = "23")]
    pub sparse_tensors: Vec<Vec<u8>>,
}

/// `TensorProto`: weights.
#[derive(Clone, PartialEq, Message)]
pub struct Tensor {
    /// The shape.
    #[prost(int64, repeated, packed = "false", tag = "1")]
    pub dims: Vec<i64>,
    /// [`FLOAT`], [`INT64`] ...
    #[prost(int32, optional, tag = "2")]
    pub data_type: Option<i32>,
    /// Part of a larger tensor.
    #[prost(bytes = "vec", optional, tag = "3")]
    pub segment: Option<Vec<u8>>,
    /// Values.
    #[prost(float, repeated, tag = "4")]
    pub float_data: Vec<f32>,
    /// Values of 32 bits or fewer.
    #[prost(int32, repeated, tag = "5")]
    pub int32_data: Vec<i32>,
    /// Values.
    #[prost(bytes = "vec", repeated, tag = "6")]
    pub string_data: Vec<Vec<u8>>,
    /// Values.
    #[prost(int64, repeated, tag = "7")]
    pub int64_data: Vec<i64>,
    /// The tensor's name.
    #[prost(string, optional, tag = "8")]
    pub name: Option<String>,
    /// Values as little-endian bytes, instead of the other fields: a part of the file that was read, no copy.
    #[prost(bytes = "bytes", optional, tag = "9")]
    pub raw_data: Option<Bytes>,
    /// Values.
    #[prost(double, repeated, tag = "10")]
    pub double_data: Vec<f64>,
    /// Values.
    #[prost(uint64, repeated, tag = "11")]
    pub uint64_data: Vec<u64>,
    /// Free text.
    #[prost(string, optional, tag = "12")]
    pub doc_string: Option<String>,
    /// Where values in another file are.
    #[prost(bytes = "vec", repeated, tag = "13")]
    pub external_data: Vec<Vec<u8>>,
    /// Whether they are in another file.
    #[prost(int32, optional, tag = "14")]
    pub data_location: Option<i32>,
    /// Pairs of strings.
    #[prost(bytes = "vec", repeated, tag = "16")]
    pub metadata_props: Vec<Vec<u8>>,
}

impl Model {
    /// Reads a model; nothing of it is lost when it is written again.
    ///
    /// # Errors
    /// The bytes are no ONNX model, or hold a field that these messages do not have.
    pub fn read(bytes: &[u8]) -> Result<Model> {
        let model = Model::of(Bytes::copy_from_slice(bytes))?;
        if model.encoded_len() != bytes.len() || model.encode_to_vec() != bytes {
            return Err(Error::bug(tr!("the model has ONNX fields that the repair does not know and would lose")));
        }
        Ok(model)
    }

    /// Reads a model that is not written again whole: its weights stay in `bytes`, which it shares.
    ///
    /// # Errors
    /// The bytes are no ONNX model.
    pub fn of(bytes: Bytes) -> Result<Model> {
        Model::decode(bytes).map_err(|e| {
            Error::operator(tr!("the model is not an ONNX file")).fix(tr!("install the voice again")).caused_by(e)
        })
    }

    /// The model as a file's content.
    pub fn write(&self) -> Vec<u8> {
        self.encode_to_vec()
    }
}

impl Node {
    /// An operator of ONNX's own, named after its first output.
    pub fn new(op_type: &str, input: &[&str], output: &str) -> Node {
        Node {
            op_type: Some(op_type.into()),
            input: input.iter().map(|s| s.to_string()).collect(),
            output: vec![output.into()],
            name: Some(output.into()),
            ..Node::default()
        }
    }

    /// Adds whole numbers as a setting.
    pub fn with_ints(mut self, name: &str, ints: &[i64]) -> Node {
        let ints = ints.to_vec();
        self.attribute.push(Attribute { name: Some(name.into()), ints, r#type: Some(7), ..Attribute::default() });
        self
    }

    /// Adds a text as a setting.
    pub fn with_text(mut self, name: &str, text: &str) -> Node {
        let s = Some(text.as_bytes().to_vec());
        self.attribute.push(Attribute { name: Some(name.into()), s, r#type: Some(3), ..Attribute::default() });
        self
    }

    /// Whether this is ONNX's own operator `op_type`.
    pub fn is(&self, op_type: &str) -> bool {
        self.op_type.as_deref() == Some(op_type)
            && self.domain.as_deref().is_none_or(|d| d.is_empty() || d == "ai.onnx")
    }

    /// The setting `name`.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attribute.iter().find(|a| a.name.as_deref() == Some(name))
    }
}

impl Tensor {
    /// A tensor of floats.
    pub fn floats(name: &str, dims: &[i64], values: &[f32]) -> Tensor {
        Tensor::raw(name, FLOAT, dims, values.iter().flat_map(|v| v.to_le_bytes()).collect())
    }

    /// A vector of whole numbers.
    pub fn ints(name: &str, values: &[i64]) -> Tensor {
        Tensor::raw(name, INT64, &[values.len() as i64], values.iter().flat_map(|v| v.to_le_bytes()).collect())
    }

    fn raw(name: &str, data_type: i32, dims: &[i64], raw_data: Vec<u8>) -> Tensor {
        Tensor {
            name: Some(name.into()),
            data_type: Some(data_type),
            dims: dims.to_vec(),
            raw_data: Some(raw_data.into()),
            ..Tensor::default()
        }
    }
}
