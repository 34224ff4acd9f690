"""One small report in two languages."""

MARKDOWN = """\
# A *small* report

## Setting

We take $x^2$ and say [0.37](claim:share) of it, as [the figure](#norms) and [@he2015] show.

$$
a = b
$$ (plain)

![Norms of the error, a line for each scale](figure:norms)

| a | b |
|---|---|
| 1 | $z$ |

- one
- two

## Limitations {#limits}

By [the formula](#plain), nothing follows.

## References

- [@he2015] K. He et al. Delving deep into rectifiers. 2015.
"""
LATEX = r"""
\documentclass{article}
\usepackage{amsmath}
\title{A \emph{small} report}
\begin{document}
\maketitle
\section{Setting}
We take $x^2$ and say \claim{share}{0.37} of it, as \ref{norms} and \cite{he2015} show.   % a remark
\begin{equation} a = b \label{plain} \end{equation}
\begin{figure}[h]
  \centering
  \includegraphics[width=8cm]{norms}
  \caption{Norms of the error, a line for each scale}
\end{figure}
\begin{tabular}{ll}
a & b \\ \hline
1 & $z$ \\
\end{tabular}
\begin{itemize}
  \item one
  \item two
\end{itemize}
\section{Limitations}\label{limits}
By \eqref{plain}, nothing follows.
\begin{thebibliography}{9}
\bibitem{he2015} K. He et al. Delving deep into rectifiers. 2015.
\end{thebibliography}
\end{document}
"""
