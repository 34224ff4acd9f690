"""A torch tensor on its way across the wall: as an array, or as the sentence that says why it cannot."""
from typing import Any

import numpy as np

from ..errors import WallError


def array_of(value: Any, torch: Any, most: int) -> np.ndarray:
    """Return the numbers of a tensor of at most `most` bytes, without its gradient, its device and its class."""
    try:
        with torch._C.DisableTorchFunctionSubclass():       # a class of theirs has no say in what its numbers are
            tensor = torch.Tensor.detach(value)
            if type(tensor) is not torch.Tensor:
                raise TypeError("it stays what it was")
            if why := _obstacle(tensor, torch, most):
                raise WallError(why)
            return np.asarray(tensor.cpu().resolve_conj().resolve_neg().numpy())
    except WallError:
        raise
    except Exception as e:          # inside vmap, of a fake mode, of a class that answers for itself: torch has many words for it
        said = str(e).partition("\n")[0][:120]
        raise WallError(f"a tensor of the class {type(value).__name__}, whose numbers cannot be had ({type(e).__name__}: {said}): "
                        "a plain tensor can cross") from None


def _obstacle(tensor: Any, torch: Any, most: int) -> str:
    """Return why this tensor cannot cross, and what can in its stead."""
    if tensor.is_nested:
        return "a nested tensor, which cannot cross: a list of tensors can"
    if tensor.layout is not torch.strided:
        return "a sparse tensor, which cannot cross: `.to_dense()` gives one that can"
    if tensor.is_quantized:
        return "a quantised tensor, which cannot cross: `.dequantize()` gives one that can"
    if tensor.device.type == "meta":
        return "a tensor on the device `meta`, which holds no numbers"
    size = tensor.numel() * tensor.element_size()
    if size > most:
        return f"a tensor of {tensor.numel():,} entries: {size >> 20:,} MiB are too much to cross (the limit is {most >> 20})"
    if tensor.dtype in (torch.bfloat16, torch.complex32) or "float8" in str(tensor.dtype) or "float4" in str(tensor.dtype):
        name = str(tensor.dtype).removeprefix("torch.")
        return f"a tensor of dtype {name}, which NumPy does not have: `.to(torch.{'complex64' if tensor.is_complex() else 'float32'})` gives one that can cross"
    return ""
