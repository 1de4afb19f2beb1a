using ChatRoom.Client.Connecting;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// The lines of a session that the server has not acknowledged yet, kept to be sent again. They are numbered 1, 2, 3
/// without gaps, in one buffer. Lines up to <c>_sent</c> were sent over the last connection, and the server may have
/// accepted them; later lines were not sent. Guarded by the lock of <see cref="Sender"/>.
/// </summary>
internal sealed class ResendBuffer
{
    /// <summary>The most lines without an acknowledgement: enough to keep the server busy, few enough to keep.</summary>
    public const int MaxLines = 16 << 10;

    /// <summary>The most bytes of their texts together.</summary>
    public const int MaxBytes = 4 << 20;

    private Line[] _lines = new Line[16];
    private byte[] _texts = new byte[1024];
    private int _begin;
    private int _end;
    private long _firstNumber = 1;
    private long _sent;
    private int _groupSize;
    private int _groupPlace;
    private TaskCompletionSource<bool>? _waiter;
    private int _waitsForLines;
    private int _waitsForBytes;
    private bool _isClosed;

    public int Count => _end - _begin;

    /// <summary>The label of the last line that the server has accepted or refused; 0: none.</summary>
    public long AcknowledgedLabel { get; private set; }

    private int Bytes => Count == 0 ? 0 : _lines[_end - 1].End - _lines[_begin].Start;

    private long LastNumber => _firstNumber + Count - 1;

    /// <summary>True if this much more may be added; an empty buffer takes a text of any size.</summary>
    public bool HasCapacity(int lines, int bytes) => Count == 0 || (Count + lines <= MaxLines && Bytes + bytes <= MaxBytes);

    /// <summary>The next <paramref name="count"/> lines form a group, which the server accepts or refuses as a whole.</summary>
    public void BeginGroup(int count) => (_groupSize, _groupPlace) = (count, 0);

    /// <param name="label">Names the line to the user if it is refused: its number in the input.</param>
    /// <param name="text">A text, or a command.</param>
    /// <param name="isCommand">A person typed it, and it may be a slash command.</param>
    public void Add(long label, ReadOnlySpan<byte> text, bool isCommand)
    {
        Reserve(text.Length);
        var start = Count == 0 ? 0 : _lines[_end - 1].End;
        text.CopyTo(_texts.AsSpan(start));
        _lines[_end++] = new Line
        {
            Label = label,
            Start = start,
            End = start + text.Length,
            IsCommand = isCommand,
            GroupSize = _groupSize,
            GroupPlace = _groupSize == 0 ? 0 : _groupPlace++,
        };
        if (_groupPlace >= _groupSize)
        {
            (_groupSize, _groupPlace) = (0, 0);
        }
    }

    /// <summary>Writes all lines that were not sent over this connection yet; waits for the whole of a group.</summary>
    public void SendRest(TypedLink link)
    {
        for (; _sent < LastNumber && _groupSize == 0; _sent++)
        {
            ref var line = ref _lines[_begin + (int)(_sent + 1 - _firstNumber)];

            // Its number stays unused: the user knows that it was refused, so it must not be said later.
            if (line.IsRefused)
            {
                continue;
            }

            if (line is { GroupSize: > 0, GroupPlace: 0 })
            {
                link.BeginGroup(line.GroupSize);
            }

            link.Say(_sent + 1, _texts.AsSpan(line.Start, line.End - line.Start), line.IsCommand);
        }
    }

    /// <summary>The server has accepted or refused every line up to <paramref name="number"/>.</summary>
    public void Acknowledge(long number)
    {
        var acknowledged = (int)Math.Max(0, Math.Min(number, _sent) - _firstNumber + 1);
        if (acknowledged > 0)
        {
            AcknowledgedLabel = _lines[_begin + acknowledged - 1].Label;
        }

        _begin += acknowledged;
        _firstNumber = Math.Max(_firstNumber, Math.Min(number, _sent) + 1);
        Wake();
    }

    /// <summary>Continues over another connection: the server has the lines up to <paramref name="number"/>, and no later ones.</summary>
    public void Resume(long number)
    {
        Acknowledge(number);
        _sent = _firstNumber - 1;
    }

    /// <summary>Numbers from 1 again, for a new session.</summary>
    public void BeginSession() => (_firstNumber, _sent) = (1, 0);

    /// <summary>
    /// Notes that lines were refused, and the whole group of each; returns the runs of their labels. The result leaves out
    /// lines that were acknowledged or refused before, and, of several lines, those that were never sent.
    /// </summary>
    public IReadOnlyList<(long First, long Last)> Refuse(long first, long last)
    {
        // The refused line was never sent, but the user must still see the refusal.
        if (first == last && last > _sent)
        {
            return [(first, last)];
        }

        first = Math.Max(first, _firstNumber);
        last = Math.Min(last, _sent);
        if (first > last)
        {
            return [];
        }

        List<(long First, long Last)> labels = [];
        var (begin, end) = (_begin + (int)(first - _firstNumber), _begin + (int)(last - _firstNumber));
        for (var i = begin; i <= end; i++)
        {
            if (!_lines[i].IsRefused)
            {
                _lines[i].IsRefused = true;
                AddTo(labels, _lines[i].Label);
            }
        }

        RefuseGroup(begin);
        RefuseGroup(end);
        return labels;
    }

    /// <summary>Counts the lines that the server may or may not have accepted, with the labels of the first and the last.</summary>
    public int CountUncertain(out long first, out long last)
    {
        var count = 0;
        (first, last) = (0, 0);
        for (var i = _begin; i <= _begin + (int)(_sent - _firstNumber); i++)
        {
            if (!_lines[i].IsRefused)
            {
                first = count++ == 0 ? _lines[i].Label : first;
                last = _lines[i].Label;
            }
        }

        return count;
    }

    /// <summary>Waits until no more than this much is left; false if nothing will be acknowledged any more.</summary>
    public Task<bool> WaitAsync(int lines, int bytes)
    {
        if ((Count <= lines && Bytes <= bytes) || _isClosed)
        {
            return Task.FromResult(Count <= lines && Bytes <= bytes);
        }

        (_waitsForLines, _waitsForBytes) = (lines, bytes);
        _waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiter.Task;
    }

    /// <summary>The connection is lost for good: nothing will be acknowledged any more.</summary>
    public void Close()
    {
        _isClosed = true;
        _waiter?.TrySetResult(false);
    }

    private static void AddTo(List<(long First, long Last)> labels, long label)
    {
        if (labels.Count > 0 && labels[^1].Last == label - 1)
        {
            labels[^1] = (labels[^1].First, label);
        }
        else
        {
            labels.Add((label, label));
        }
    }

    /// <summary>The server refuses a group as a whole, even if it names only some of its lines.</summary>
    private void RefuseGroup(int index)
    {
        var start = index - _lines[index].GroupPlace;
        var end = Math.Min(_end, start + Math.Max(1, _lines[index].GroupSize));
        for (var i = Math.Max(_begin, start); i < end; i++)
        {
            _lines[i].IsRefused = true;
        }
    }

    private void Wake()
    {
        if (Count <= _waitsForLines && Bytes <= _waitsForBytes)
        {
            _waiter?.TrySetResult(true);
        }
    }

    /// <summary>Makes room at the end; moves the lines to the beginning if necessary, so that the buffers are at most twice as large.</summary>
    private void Reserve(int bytes)
    {
        var used = Count == 0 ? 0 : _lines[_end - 1].End;
        if (_end < _lines.Length && used + bytes <= _texts.Length)
        {
            return;
        }

        var skipped = Count == 0 ? 0 : _lines[_begin].Start;
        var lines = 2 * (Count + 1) <= _lines.Length ? _lines : new Line[2 * _lines.Length];
        var texts = 2 * (Bytes + bytes) <= _texts.Length ? _texts : new byte[2 * Math.Max(_texts.Length, Bytes + bytes)];
        Array.Copy(_texts, skipped, texts, 0, Bytes);
        var count = Count;
        for (var i = 0; i < count; i++)
        {
            lines[i] = _lines[_begin + i];
            lines[i].Start -= skipped;
            lines[i].End -= skipped;
        }

        (_lines, _texts, _begin, _end) = (lines, texts, 0, count);
    }

    private struct Line
    {
        public long Label;
        public int Start;
        public int End;

        /// <summary>The number of lines in its group; 0: no group.</summary>
        public int GroupSize;
        public int GroupPlace;
        public bool IsCommand;
        public bool IsRefused;
    }
}
