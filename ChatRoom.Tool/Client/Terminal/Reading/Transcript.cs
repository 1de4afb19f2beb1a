using ChatRoom.Client.Terminal.Asking;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// The room as a person reads it: a server's lines go in, and from time to time the text to print is taken out. It keeps
/// the state for that: the reader's name, the members, the pending lines. Used by one loop.
/// </summary>
internal sealed class Transcript
{
    private readonly LocalClock _clock;
    private readonly LinePage _linePage;
    private readonly LineWording _lineWording;
    private readonly ArrivalSummary _arrivalSummary;
    private readonly ArrivalFilter _arrivalFilter;
    private readonly List<string> _givenBack = [];
    private string? _topic;

    /// <summary>The last line said that the connection is back, so that the topic may follow, unchanged or not.</summary>
    private bool _isBack;

    public Transcript(Palette palette, TimeProvider time)
    {
        _clock = new LocalClock(time);
        _linePage = new LinePage(palette, _clock);
        _lineWording = new LineWording(palette);
        _arrivalSummary = new ArrivalSummary(time);
        _arrivalFilter = new ArrivalFilter(KnownPeople, IgnoreList, _arrivalSummary);
        Bell = new Bell(time);
        PendingLines = new PendingLines(time);
    }

    /// <summary>The reader's name.</summary>
    public string Self { get; private set; } = "";

    /// <summary>The reader's room; empty: the server has no rooms.</summary>
    public string Room { get; private set; } = "";

    public Bell Bell { get; }

    public PendingLines PendingLines { get; }

    public IgnoreList IgnoreList { get; } = new();

    public KnownPeople KnownPeople { get; } = new();

    public KnownWords KnownWords { get; } = new();

    /// <summary>The questions to the server after the next <see cref="Take"/>.</summary>
    public Questions Questions { get; } = new();

    /// <summary>The time until <see cref="Take"/> or the pending rows change, even if nothing arrives; null: never.</summary>
    public TimeSpan? Due => (_arrivalSummary.Due, PendingLines.Due) switch
    {
        ({ } moved, { } pending) => moved < pending ? moved : pending,
        var (moved, pending) => moved ?? pending,
    };

    /// <summary>The reader joined a room.</summary>
    /// <param name="name">The reader's name in it.</param>
    /// <param name="room">Empty: the server has no rooms.</param>
    /// <param name="members">The number of members with the reader; 0: unknown.</param>
    public void Enter(string name, string room, long members)
    {
        (Self, Room, _topic) = (name, room, null);
        KnownPeople.Reset(members);
        IgnoreList.Move();
        if (room.Length > 0)
        {
            KnownWords.Visit(room);
            Add(_clock.Now, _lineWording.Entered(name, room, members));
            Questions.AskAll();
        }
    }

    /// <summary>A line from the server, or from our own connection about its state.</summary>
    public void Receive(in ServerLine line)
    {
        var shownLine = ShownLine.Of(line, _clock.Now);
        (var wasBack, _isBack) = (_isBack, false);
        if (shownLine.IsLive)
        {
            _linePage.EndHistory();
        }

        switch (shownLine.Kind)
        {
            case ServerLineKind.Message or ServerLineKind.Action or ServerLineKind.Private:
                ShowSaid(shownLine);
                break;
            case ServerLineKind.Join or ServerLineKind.Leave or ServerLineKind.Rename:
                if (!shownLine.IsReplay)
                {
                    ShowMove(shownLine);
                }

                if (shownLine is { Kind: ServerLineKind.Leave, Text.Length: > 0, IsReplay: false })
                {
                    Add(shownLine.Time, _lineWording.Happened($"{shownLine.Name} was sent away: {shownLine.Text}"));
                }

                break;
            case ServerLineKind.Present or ServerLineKind.Total:
                CountMembers(shownLine);
                break;
            case >= ServerLineKind.Usage and <= ServerLineKind.Rooms:
                KnownWords.Receive(line);
                break;
            case ServerLineKind.History:
                _linePage.EndHistory();
                break;
            case ServerLineKind.Error or ServerLineKind.Refused:
                ShowRefusal(shownLine);
                break;
            case ServerLineKind.Gap or ServerLineKind.Disconnected or ServerLineKind.Connected:
                ShowConnectionChange(shownLine);
                break;
            default:
                ShowOther(shownLine, wasBack);
                break;
        }
    }

    /// <summary>Adds a notice to the reader that is not an event of the room.</summary>
    public void AddNotice(string sentence) => Add(_clock.Now, _lineWording.Noticed(sentence));

    /// <summary>Adds the reason why something was refused.</summary>
    public void AddRefusal(string why) => Add(_clock.Now, _lineWording.Refused(why));

    /// <summary>Takes out what is to be shown now. Joins and leaves are held back until they are <see cref="Due"/>.</summary>
    public ScreenUpdate Take()
    {
        if (_arrivalSummary.Due == TimeSpan.Zero)
        {
            AddArrivals();
        }

        var screenUpdate = new ScreenUpdate(_linePage.Take(), Bell.Take(), Questions.Take(KnownPeople.Count), [.. _givenBack]);
        _givenBack.Clear();
        return screenUpdate;
    }

    /// <summary>Takes out everything, because nothing more is received.</summary>
    public ScreenUpdate TakeAll()
    {
        AddArrivals();
        return Take();
    }

    private void ShowSaid(ShownLine said)
    {
        var isOwn = IsSelf(said.Name);
        if (isOwn && !said.IsReplay)
        {
            PendingLines.Confirm(said.Kind, said.Text);
        }

        if (!isOwn && IgnoreList.Contains(said.Name))
        {
            return;
        }

        if (!said.IsPast && (said.Kind != ServerLineKind.Private || !isOwn))
        {
            KnownPeople.Speak(said.Name, said.Time, isHere: !said.IsReplay);
        }

        var isForReader = !isOwn && (said.Kind == ServerLineKind.Private || Mention.IsIn(said.Text, Self));
        if (!isOwn && !said.IsReplay)
        {
            Bell.OnLine(isForReader);
        }

        Add(said.Time, _lineWording.Said(said, Self, isForReader), said.History);
    }

    private void ShowMove(ShownLine moved)
    {
        if (moved.Kind == ServerLineKind.Rename && IsSelf(moved.Other))
        {
            Self = moved.Name;
            KnownPeople.Rename(moved.Other, moved.Name);
            Add(moved.Time, _lineWording.Happened($"You are {moved.Name} now"));
        }
        else if (!IsSelf(moved.Name))
        {
            _arrivalFilter.Handle(moved);
        }
    }

    private void CountMembers(ShownLine listed)
    {
        // The list may be that of the room before this one.
        if (!listed.Room.Equals(Room, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (listed.Kind == ServerLineKind.Present)
        {
            KnownPeople.AddListed(listed.Name);
        }
        else
        {
            KnownPeople.EndList(listed.Number);
        }
    }

    private void ShowRefusal(ShownLine refused)
    {
        var first = refused.Kind == ServerLineKind.Refused ? refused.Id : refused.Number;
        if (refused.Number > 0)
        {
            _givenBack.AddRange(PendingLines.Refuse(first, refused.Number));
        }

        var count = refused.Number - first + 1;
        AddRefusal(count > 1 ? $"{count} lines were not said: {refused.Text}" : refused.Text);
    }

    private void ShowConnectionChange(ShownLine change)
    {
        AddArrivals();
        switch (change.Kind)
        {
            case ServerLineKind.Gap:
                _linePage.Divide(LineWording.Missing(change.Number));
                break;
            case ServerLineKind.Disconnected:
                Add(change.Time, _lineWording.Quietly("connection lost; reconnecting"));
                break;
            default:
                Self = change.Name.Length > 0 ? change.Name : Self;
                var connected = change.Other.Length > 0 ? $"connected to {change.Other} instead" : "connected again";
                Add(change.Time, _lineWording.Quietly(change.Name.Length > 0 ? $"{connected}, as {change.Name}" : connected));
                break;
        }

        _isBack = change.Kind == ServerLineKind.Connected;
        if (change.Kind != ServerLineKind.Disconnected)
        {
            Questions.AskAll();
        }
    }

    /// <summary>The other lines. Those for programs are not shown.</summary>
    /// <param name="wasBack">It follows right after a new connection.</param>
    private void ShowOther(ShownLine line, bool wasBack)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Welcome:
                Enter(line.Name, line.Room, line.Number);
                break;
            case ServerLineKind.Topic:
                _topic = line.IsReplay ? _topic : line.Text;
                Add(line.Time, _lineWording.Topic(line, Self), line.History);
                break;
            case ServerLineKind.Subject when !wasBack || line.Text != _topic:
                _topic = line.Text;
                Add(_clock.Now, _lineWording.Happened($"Topic: {line.Text} ({line.Name}, {_clock.DateAndTimeOf(line.Time)})"));
                break;
            case ServerLineKind.Announcement:
                Add(line.Time, _lineWording.Noticed(line.Text), line.History);
                break;
            case ServerLineKind.Notice or ServerLineKind.Bye:
                Add(line.Time, _lineWording.Noticed(line.Text));
                break;
            case ServerLineKind.Relayed:
                Add(line.Time, _lineWording.Happened(line.Text));
                break;
            default:
                break;
        }
    }

    private bool IsSelf(string name) => name.Equals(Self, StringComparison.OrdinalIgnoreCase);

    private void AddArrivals()
    {
        if (!_arrivalSummary.IsEmpty)
        {
            var at = _arrivalSummary.At;
            _linePage.Add(at, _lineWording.Quietly(_arrivalSummary.Take()));
        }
    }

    private void Add(long at, string line, string? history = null)
    {
        AddArrivals();
        _linePage.Add(at, line, history);
    }
}
