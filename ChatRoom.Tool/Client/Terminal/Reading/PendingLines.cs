using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// What was typed and has not come back yet, in order. A text is taken off when the room shows it, and anything when the
/// server has dealt with it; where it is refused, it is given back to be edited. Used by one loop.
/// </summary>
internal sealed class PendingLines(TimeProvider time)
{
    /// <summary>How long a command may take before it is shown: most are answered before anybody could read it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly List<Line> _lines = [];

    /// <summary>As a person typed them, those included that are not shown yet, but no password.</summary>
    public IReadOnlyList<string> Typed => [.. TypedIn(_lines)];

    /// <summary>What is shown of them now, one row each.</summary>
    public IReadOnlyList<string> Rows => [.. _lines.Where(line => WaitOf(line) == TimeSpan.Zero).Select(line => line.Row)];

    /// <summary>In how long there is another row to show; null where none is waited for.</summary>
    public TimeSpan? Due
    {
        get
        {
            var waits = _lines.Select(WaitOf).Where(wait => wait > TimeSpan.Zero).ToList();
            return waits.Count == 0 ? null : waits.Min();
        }
    }

    /// <param name="label">What the first line is named by in acknowledgements and refusals; those behind it have the next ones.</param>
    /// <param name="submission">A command for the server, or a text.</param>
    public void Add(long label, Submission submission) => _lines.Add(new Line(label, submission, time.GetTimestamp()));

    /// <summary>The room shows something that the reader said.</summary>
    public void See(ServerLineKind kind, string text)
    {
        var index = _lines.FindIndex(line => line.Expects(kind, text));
        if (index >= 0 && ++_lines[index].Seen == _lines[index].Submission.Lines.Count)
        {
            _lines.RemoveAt(index);
        }
    }

    /// <summary>The server has dealt with everything up to a label.</summary>
    public void Acknowledge(long label) => _lines.RemoveAll(line => line.Last <= label);

    /// <summary>Lines were refused; returns what was typed, which is no longer pending. A password is to be typed again.</summary>
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
        var left = Patience - time.GetElapsedTime(line.Since);
        return line.IsSaid || left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private sealed class Line
    {
        private readonly ServerLineKind _kind;
        private readonly string _alone = "";

        public Line(long label, Submission submission, long since)
        {
            (First, Submission, Since) = (label, submission, since);
            _kind = ServerLineKind.Message;
            if (submission.Kind == SubmissionKind.Command)
            {
                (_kind, _alone) = Answer(submission.Lines[0]);
            }
        }

        public long First { get; }

        public long Last => First + Submission.Lines.Count - 1;

        public Submission Submission { get; }

        public long Since { get; }

        /// <summary>How many of the lines came back.</summary>
        public int Seen { get; set; }

        /// <summary>It will come back as something said.</summary>
        public bool IsSaid => Submission.Kind == SubmissionKind.Text || _alone.Length > 0;

        // With a word for it, because not every terminal can show it in another way.
        public string Row => $"(sending) {(Submission.HasPassword ? "a password" : Submission.Lines[0])}" + Submission.Lines.Count switch
        {
            1 => "",
            2 => " (and 1 more line)",
            var count => $" (and {count - 1} more lines)",
        };

        public bool Expects(ServerLineKind kind, string text) =>
            IsSaid && kind == _kind && text.Trim() == (Submission.Kind == SubmissionKind.Text ? Submission.Lines[Seen].Trim() : _alone);

        /// <summary>What a command will come back as; an empty text for a command that says nothing.</summary>
        private static (ServerLineKind Kind, string Text) Answer(string command)
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
