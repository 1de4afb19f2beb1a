using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Submissions that have not come back yet, in order. A text is removed when the room shows it, and any submission when
/// the server has accepted or refused it. A refused one is given back for editing. Used by one loop.
/// </summary>
internal sealed class PendingLines(TimeProvider time)
{
    /// <summary>A command is shown as pending only after this time: most are answered before anybody could read it.</summary>
    public static readonly TimeSpan CommandDelay = TimeSpan.FromMilliseconds(500);

    private readonly List<Line> _lines = [];

    /// <summary>All submissions as typed, also those that are not shown yet, but no passwords.</summary>
    public IReadOnlyList<string> Typed => [.. TypedIn(_lines)];

    /// <summary>The rows to show now, one for each submission.</summary>
    public IReadOnlyList<string> Rows => [.. _lines.Where(line => WaitOf(line) == TimeSpan.Zero).Select(line => line.Row)];

    /// <summary>The time until another row is to be shown; null: none is waiting.</summary>
    public TimeSpan? Due
    {
        get
        {
            var waits = _lines.Select(WaitOf).Where(wait => wait > TimeSpan.Zero).ToList();
            return waits.Count == 0 ? null : waits.Min();
        }
    }

    /// <param name="label">The first line's label in acknowledgements and refusals; the next lines have the next labels.</param>
    /// <param name="submission">A command for the server, or a text.</param>
    public void Add(long label, Submission submission) => _lines.Add(new Line(label, submission, time.GetTimestamp()));

    /// <summary>The room shows a line that the reader said.</summary>
    public void Confirm(ServerLineKind kind, string text)
    {
        var index = _lines.FindIndex(line => line.Expects(kind, text));
        if (index >= 0 && ++_lines[index].Confirmed == _lines[index].Submission.Lines.Count)
        {
            _lines.RemoveAt(index);
        }
    }

    /// <summary>The server has accepted or refused all lines up to a label.</summary>
    public void Acknowledge(long label) => _lines.RemoveAll(line => line.Last <= label);

    /// <summary>Removes refused lines and returns them as typed, except for passwords, which have to be typed again.</summary>
    public IReadOnlyList<string> Refuse(long first, long last)
    {
        var refused = _lines.FindAll(line => line.First <= last && line.Last >= first);
        _lines.RemoveAll(refused.Contains);
        return [.. TypedIn(refused)];
    }

    private static IEnumerable<string> TypedIn(List<Line> lines) =>
        lines.Where(line => !line.Submission.HasPassword).Select(line => line.Submission.Typed);

    private TimeSpan WaitOf(Line line)
    {
        var left = CommandDelay - time.GetElapsedTime(line.Since);
        return line.IsSaid || left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private sealed class Line
    {
        private readonly ServerLineKind _kind;
        private readonly string _commandText = "";

        public Line(long label, Submission submission, long since)
        {
            (First, Submission, Since) = (label, submission, since);
            _kind = ServerLineKind.Message;
            if (submission.Kind == SubmissionKind.Command)
            {
                (_kind, _commandText) = EchoOf(submission.Lines[0]);
            }
        }

        public long First { get; }

        public long Last => First + Submission.Lines.Count - 1;

        public Submission Submission { get; }

        public long Since { get; }

        /// <summary>The number of lines that came back.</summary>
        public int Confirmed { get; set; }

        /// <summary>It will come back as a line of the room.</summary>
        public bool IsSaid => Submission.Kind == SubmissionKind.Text || _commandText.Length > 0;

        // A word, because not every terminal can show it by a style.
        public string Row => $"(sending) {(Submission.HasPassword ? "a password" : Submission.Lines[0])}" + Submission.Lines.Count switch
        {
            1 => "",
            2 => " (and 1 more line)",
            var count => $" (and {count - 1} more lines)",
        };

        public bool Expects(ServerLineKind kind, string text) =>
            IsSaid && kind == _kind && text.Trim() == (Submission.Kind == SubmissionKind.Text ? Submission.Lines[Confirmed].Trim() : _commandText);

        /// <summary>The line that a command comes back as; empty text: it says nothing in the room.</summary>
        private static (ServerLineKind Kind, string Text) EchoOf(string command)
        {
            if (command.StartsWith("//", StringComparison.Ordinal))
            {
                return (ServerLineKind.Message, command[1..].Trim());
            }

            var words = command.Split(' ', 2, StringSplitOptions.TrimEntries);
            var argument = words.Length == 2 ? words[1] : "";
            return words[0].ToLowerInvariant() switch
            {
                "/me" => (ServerLineKind.Action, argument),
                "/msg" when argument.Split(' ', 2, StringSplitOptions.TrimEntries) is [_, var text] => (ServerLineKind.Private, text),
                _ => (ServerLineKind.Notice, ""),
            };
        }
    }
}
