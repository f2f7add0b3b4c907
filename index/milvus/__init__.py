"""A library in Milvus: for more passages, or more front ends, than one machine holds."""
