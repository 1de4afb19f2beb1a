using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Programs;

/// <summary>A file that another program writes line by line, such as its log. It may not exist yet.</summary>
internal sealed class WrittenFile(string path)
{
    /// <summary>The complete lines that are there.</summary>
    public string[] Lines
    {
        get
        {
            if (!File.Exists(path))
            {
                return [];
            }

            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd().Split('\n')[..^1];
        }
    }

    /// <summary>Waits for a line that matches; returns it.</summary>
    public async Task<string> HasLine(string pattern)
    {
        var lines = await Until($"a line like {pattern}", lines => Array.Exists(lines, line => Regex.IsMatch(line, pattern)));
        return Array.Find(lines, line => Regex.IsMatch(line, pattern))!;
    }

    /// <summary>Waits until the lines are as expected; returns them.</summary>
    public async Task<string[]> Until(string wanted, Predicate<string[]> fits)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        string[] lines;
        while (!fits(lines = Lines))
        {
            try
            {
                await Task.Delay(20, timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new AssertionException($"{path} does not have {wanted}; it ends with:\n{string.Join('\n', lines.TakeLast(20))}");
            }
        }

        return lines;
    }
}
