"""Makes a plugin for `buf generate` of grpcio-tools, which brings protoc and its plugins in one module."""

import sys
import tempfile
from pathlib import Path

from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest, CodeGeneratorResponse
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from grpc_tools import protoc

request = CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
response = CodeGeneratorResponse(supported_features=CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL)
with tempfile.TemporaryDirectory() as folder:
    files, out = Path(folder, "files.binpb"), Path(folder, "out")
    files.write_bytes(FileDescriptorSet(file=request.proto_file).SerializeToString())
    out.mkdir()
    kinds = [f"--{kind}_out={out}" for kind in ("python", "pyi", "grpc_python")]
    if protoc.main(["protoc", f"--descriptor_set_in={files}", *kinds, *request.file_to_generate]) != 0:
        sys.exit("protoc failed")
    for path in sorted(out.rglob("*.py*")):
        response.file.add(name=path.relative_to(out).as_posix(), content=path.read_text())
sys.stdout.buffer.write(response.SerializeToString())
