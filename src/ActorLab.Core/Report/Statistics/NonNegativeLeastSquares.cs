namespace ActorLab.Core.Report;

/// <summary>The combination of a few columns that comes nearest to a column of ones, with no negative part.</summary>
/// <remarks>The solution has some parts at 0 and is the unconstrained one of the rest, so with at most three columns all choices of the rest are tried (Lawson and Hanson, Solving Least Squares Problems,
/// 1974, ch. 23, where there are more).</remarks>
internal static class NonNegativeLeastSquares
{
    /// <summary>A pivot this small, of columns of length 1, is noise of rounding: the columns are multiples of each other.</summary>
    private const double LeastPivot = 1e-13;

    /// <param name="columns">1 to 3 of equal length.</param>
    /// <param name="isNeeded">Columns whose part must be more than 0; null for none.</param>
    /// <returns>A part for each column; null if there is no solution.</returns>
    public static double[]? Solve(double[][] columns, Func<int, bool>? isNeeded = null)
    {
        double[]? best = null;
        double least = double.PositiveInfinity;
        for (int choice = 1; choice < 1 << columns.Length; choice++)
        {
            int[] chosen = [.. Enumerable.Range(0, columns.Length).Where(c => (choice >> c & 1) == 1)];
            if (isNeeded is not null && !Enumerable.Range(0, columns.Length).Where(isNeeded).All(chosen.Contains)) continue;
            if (Unconstrained([.. chosen.Select(c => columns[c])]) is not { } parts || parts.Any(p => p < 0)) continue;
            double[] solution = new double[columns.Length];
            for (int i = 0; i < chosen.Length; i++) solution[chosen[i]] = parts[i];
            double error = SquaredError(columns, solution);
            if (error >= least) continue;
            least = error;
            best = solution;
        }

        return best;
    }

    private static double SquaredError(double[][] columns, double[] parts)
    {
        double sum = 0;
        for (int row = 0; row < columns[0].Length; row++)
        {
            double off = 1;
            for (int c = 0; c < columns.Length; c++) off -= parts[c] * columns[c][row];
            sum += off * off;
        }

        return sum;
    }

    /// <summary>By modified Gram-Schmidt, which loses fewer digits than the normal equations.</summary>
    private static double[]? Unconstrained(double[][] columns)
    {
        int count = columns.Length;
        double[][] basis = [.. columns.Select(c => (double[])c.Clone())];
        double[] rest = [.. Enumerable.Repeat(1.0, columns[0].Length)], parts = new double[count];
        double[,] triangle = new double[count, count];
        for (int k = 0; k < count; k++)
        {
            double before = Math.Sqrt(Product(columns[k], columns[k])), length = Math.Sqrt(Product(basis[k], basis[k]));
            if (!(length > LeastPivot * before)) return null;
            triangle[k, k] = length;
            for (int row = 0; row < basis[k].Length; row++) basis[k][row] /= length;
            for (int later = k + 1; later < count; later++) triangle[k, later] = Remove(basis[k], basis[later]);
            parts[k] = Remove(basis[k], rest);
        }

        for (int k = count - 1; k >= 0; k--)
        {
            for (int later = k + 1; later < count; later++) parts[k] -= triangle[k, later] * parts[later];
            parts[k] /= triangle[k, k];
        }

        return parts;
    }

    /// <summary>Takes from a column what it has of another of length 1.</summary>
    private static double Remove(double[] unit, double[] from)
    {
        double part = Product(unit, from);
        for (int row = 0; row < from.Length; row++) from[row] -= part * unit[row];
        return part;
    }

    private static double Product(double[] a, double[] b)
    {
        double sum = 0;
        for (int row = 0; row < a.Length; row++) sum += a[row] * b[row];
        return sum;
    }
}
