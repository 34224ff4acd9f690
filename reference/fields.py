"""Jacobians by a complex step, and where the image of a circle lies.

ACCURACY: a Jacobian is as exact as the formula of F, in long double; a distance is off by 4e-4 of the length of the curve's longest half axis.
SOURCE: Im F(x + i·h·eⱼ)/h is column j of J up to h² for an analytic F; see `gradients`.
"""
import numpy as np

from .gradients import TINY


def jacobian(F, x):
    """Return J (m, n); F must be analytic, take complex arrays and return m numbers."""
    columns = []
    for j in range(len(x)):
        z = np.asarray(x).astype(np.clongdouble)
        z[j] += 1j * TINY
        columns.append([np.imag(value) / TINY for value in F(z)])
    return np.array(columns, float).T


def image_of_circle(F, x0, eps, count=8000):
    """Return (F(x0 + eps u) − F(x0)) / eps (count, 2) for u once round; F takes many points as columns (2, count)."""
    angles = 2 * np.pi * np.arange(count) / count
    around = np.asarray(F(x0[:, None] + eps * np.array([np.cos(angles), np.sin(angles)])), float)
    return (around - np.asarray(F(x0[:, None]), float)).T / eps


def distances(points, curve):
    """Return (distance, number of the nearest point of the curve) for each of the points."""
    apart = np.hypot(points[:, 0, None] - curve[:, 0], points[:, 1, None] - curve[:, 1])
    return apart.min(axis=1), apart.argmin(axis=1)


def widest_gap(angles):
    """Return the largest angle, seen from the centre, at which there is none of these."""
    ascending = np.sort(np.mod(angles, 2 * np.pi))
    return float(np.diff([*ascending, ascending[0] + 2 * np.pi]).max())
