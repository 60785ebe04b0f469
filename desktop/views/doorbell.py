"""Hears what other programs ask of the window, over a socket that only its user can open."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from shiboken6 import isValid

from desktop import calls
from desktop.calls import Answer, Call
from desktop.errors import HearthError


class Ring:
    """One call and the way to answer it; answering twice, or somebody who has gone, does nothing."""

    def __init__(self, call: Call, socket: QLocalSocket) -> None:
        self.call = call
        self._socket: QLocalSocket | None = socket

    @property
    def answered(self) -> bool:
        """Tell whether an answer was given."""
        return self._socket is None

    def answer(self, answer: Answer) -> None:
        """Tell whoever rang what the window shows now."""
        socket, self._socket = self._socket, None
        if socket is not None and isValid(socket):
            socket.write(calls.dump(answer))
            socket.disconnectFromServer()


class Doorbell(QObject):
    """Emits ``rung`` with a Ring for each call."""

    rung = Signal(object)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._where = calls.address(home)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)

    def listen(self) -> bool:
        """Begin to listen; return False where that is not possible, as in a folder that holds no sockets."""
        # Whoever holds the home's lock is its only window: a socket that is there was left by one that died.
        QLocalServer.removeServer(self._where)
        return self._server.listen(self._where)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _take(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.readyRead.connect(partial(self._read, socket))
            socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > calls.LONGEST:
                socket.abort()
            return
        line = bytes(socket.readLine(calls.LONGEST).data())
        try:
            call = calls.read(line)
        except HearthError as problem:
            Ring(Call(), socket).answer(calls.problem_answer(problem))
        else:
            self.rung.emit(Ring(call, socket))
