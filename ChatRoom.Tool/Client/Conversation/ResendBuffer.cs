using ChatRoom.Client.Connecting;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// The lines of a session that the server has not yet dealt with, kept so that they can be said again:
/// numbered 1, 2, 3 without holes, in one buffer. Those up to <c>_told</c> went out over the last connection
/// and may have been said, those behind it were surely not. Guarded by the voice's lock.
/// </summary>
internal sealed class ResendBuffer
{
    /// <summary>Lines that may be on their way: enough to keep the server busy, little enough to hold.</summary>
    public const int MaxLines = 16 << 10;

    /// <summary>Bytes of their texts in all.</summary>
    public const int MaxBytes = 4 << 20;

    private Line[] _lines = new Line[16];
    private byte[] _texts = new byte[1024];
    private int _begin;
    private int _end;
    private long _firstNumber = 1;
    private long _told;
    private int _groupSize;
    private int _groupPlace;
    private TaskCompletionSource<bool>? _waiter;
    private int _waitsForLines;
    private int _waitsForBytes;
    private bool _isLost;

    public int Count => _end - _begin;

    /// <summary>The label of the last line that the server has dealt with, said or refused; 0 for none.</summary>
    public long DealtLabel { get; private set; }

    private int Bytes => Count == 0 ? 0 : _lines[_end - 1].End - _lines[_begin].Start;

    private long LastNumber => _firstNumber + Count - 1;

    /// <summary>Whether so much more may be kept; anything may where nothing is.</summary>
    public bool HasRoom(int lines, int bytes) => Count == 0 || (Count + lines <= MaxLines && Bytes + bytes <= MaxBytes);

    /// <summary>The next <paramref name="count"/> lines are said as one.</summary>
    public void Together(int count) => (_groupSize, _groupPlace) = (count, 0);

    /// <param name="label">What the user is told where the line is refused: its number in the input.</param>
    /// <param name="text">What is said or done.</param>
    /// <param name="isCommand">It is done as a person typed it.</param>
    public void Add(long label, ReadOnlySpan<byte> text, bool isCommand)
    {
        MakeRoom(text.Length);
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

    /// <summary>Tells a server everything that it was not yet told over its connection, once what is said as one is there as a whole.</summary>
    public void TellRest(TypedLink link)
    {
        for (; _told < LastNumber && _groupSize == 0; _told++)
        {
            ref var line = ref _lines[_begin + (int)(_told + 1 - _firstNumber)];

            // Its number stays free: the user knows that it was not said, so it must not be said after all.
            if (line.IsRefused)
            {
                continue;
            }

            if (line is { GroupSize: > 0, GroupPlace: 0 })
            {
                link.Together(line.GroupSize);
            }

            link.Say(_told + 1, _texts.AsSpan(line.Start, line.End - line.Start), line.IsCommand);
        }
    }

    /// <summary>Every line up to <paramref name="number"/> is dealt with.</summary>
    public void Acknowledge(long number)
    {
        var dealt = (int)Math.Max(0, Math.Min(number, _told) - _firstNumber + 1);
        if (dealt > 0)
        {
            DealtLabel = _lines[_begin + dealt - 1].Label;
        }

        _begin += dealt;
        _firstNumber = Math.Max(_firstNumber, Math.Min(number, _told) + 1);
        Wake();
    }

    /// <summary>Over another connection: up to <paramref name="number"/> all is dealt with, and nothing behind it is.</summary>
    public void Resume(long number)
    {
        Acknowledge(number);
        _told = _firstNumber - 1;
    }

    /// <summary>Numbers from 1 again, for a session that knows of nothing.</summary>
    public void BeginSession() => (_firstNumber, _told) = (1, 0);

    /// <summary>
    /// Notes that lines were refused, and with each what it was to be said with; returns their labels, as runs. Left out
    /// is what was acknowledged or is known to be refused, and of several lines those that were never told.
    /// </summary>
    public IReadOnlyList<(long First, long Last)> Refuse(long first, long last)
    {
        // Whatever a server means by a line that it was never told, the user is to know.
        if (first == last && last > _told)
        {
            return [(first, last)];
        }

        first = Math.Max(first, _firstNumber);
        last = Math.Min(last, _told);
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

    /// <summary>How many lines may or may not have been said, and the labels of the first and the last of them.</summary>
    public int CountUncertain(out long first, out long last)
    {
        var count = 0;
        (first, last) = (0, 0);
        for (var i = _begin; i <= _begin + (int)(_told - _firstNumber); i++)
        {
            if (!_lines[i].IsRefused)
            {
                first = count++ == 0 ? _lines[i].Label : first;
                last = _lines[i].Label;
            }
        }

        return count;
    }

    /// <summary>Waits until so few are left; false where nothing will be acknowledged any more.</summary>
    public Task<bool> WaitAsync(int lines, int bytes)
    {
        if ((Count <= lines && Bytes <= bytes) || _isLost)
        {
            return Task.FromResult(Count <= lines && Bytes <= bytes);
        }

        (_waitsForLines, _waitsForBytes) = (lines, bytes);
        _waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiter.Task;
    }

    /// <summary>Nothing will be acknowledged any more.</summary>
    public void Lose()
    {
        _isLost = true;
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

    /// <summary>What is said as one is refused as one, be it told of all of it or not.</summary>
    private void RefuseGroup(int index)
    {
        var start = index - _lines[index].GroupPlace;
        var behind = Math.Min(_end, start + Math.Max(1, _lines[index].GroupSize));
        for (var i = Math.Max(_begin, start); i < behind; i++)
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

    /// <summary>Room at the end, if need be by moving what is left to the beginning, so that the buffers grow to twice of it at most.</summary>
    private void MakeRoom(int bytes)
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

        /// <summary>How many lines are said as one with this; 0 where it is said alone.</summary>
        public int GroupSize;
        public int GroupPlace;
        public bool IsCommand;
        public bool IsRefused;
    }
}
